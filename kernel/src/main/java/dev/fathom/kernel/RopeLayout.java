package dev.fathom.kernel;

/// Which elements of a head are rotated together.
public enum RopeLayout {
  /// (x0, x1), (x2, x3) ...: DeepSeek, and Llama in GGUF.
  INTERLEAVED,
  /// (x0, x[R/2]), (x1, x[R/2 + 1]) ...: NeoX, Qwen, and Llama in Hugging Face's layout.
  HALVES
}
