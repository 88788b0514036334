/// What a number array is: element type (block layout), shape, a view on memory; no arithmetic.
@org.jspecify.annotations.NullMarked
module dev.fathom.tensor {
  requires static transitive org.jspecify;

  exports dev.fathom.tensor;
}
