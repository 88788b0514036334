/// Makes a model file smaller: which tensor gets which type, and at what cost; what passes through
/// its matrices.
@org.jspecify.annotations.NullMarked
module dev.fathom.quantize {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.format;
  requires transitive dev.fathom.kernel;

  exports dev.fathom.quantize;
}
