/// The transformers: configuration, bound weights, forward pass. The only room that sees file, text
/// and arithmetic together.
@org.jspecify.annotations.NullMarked
module dev.fathom.model {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.kernel;
  requires transitive dev.fathom.format;
  requires transitive dev.fathom.text;

  exports dev.fathom.model;
}
