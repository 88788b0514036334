/// The transformers: configuration, bound weights, forward pass. The only room that sees file, text
/// and arithmetic together.
@org.jspecify.annotations.NullMarked
module dev.fathom.model {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.kernel;
  requires transitive dev.fathom.format;
  requires transitive dev.fathom.text;
  // the size of memory where there is no /proc
  requires java.management;
  requires jdk.management;

  exports dev.fathom.model;
}
