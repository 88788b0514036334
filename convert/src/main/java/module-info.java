/// A model's files in another form: safetensors as GGUF, GGUF as safetensors, a folder to publish.
@org.jspecify.annotations.NullMarked
module dev.fathom.convert {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.model;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.fathom.convert;
}
