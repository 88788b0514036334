/// Model files as typed, memory-mapped checkpoints: GGUF and safetensors, reading and writing.
@org.jspecify.annotations.NullMarked
module dev.fathom.format {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.tensor;
  requires tools.jackson.core;

  exports dev.fathom.format;
}
