/// Text to tokens and back, chat templates, marks of thinking and of tool calls; knows no tensors.
@org.jspecify.annotations.NullMarked
module dev.fathom.text {
  requires static transitive org.jspecify;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.fathom.text;
}
