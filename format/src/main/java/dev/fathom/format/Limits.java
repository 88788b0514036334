package dev.fathom.format;

/// What a file may ask for, whatever its size: far above every published model, and low enough that
/// directory and metadata together stay under 256 MB of heap.
final class Limits {
  /// Bytes of GGUF's key/value section; the largest published vocabularies need about 20 MiB.
  static final long METADATA_BYTES = 64L << 20;

  /// Strings and nested arrays in all arrays of one GGUF file: each becomes an object.
  static final long METADATA_OBJECTS = 1L << 21;

  /// Numbers in one GGUF array.
  static final long ARRAY_NUMBERS = 1L << 24;

  /// Arrays inside arrays.
  static final int ARRAY_DEPTH = 4;

  static final long METADATA_KEYS = 1L << 16;

  /// DeepSeek-V3 has 92 thousand tensors in 163 files.
  static final long TENSORS = 1L << 18;

  /// ggml's GGML_MAX_NAME.
  static final long GGUF_NAME_BYTES = 64;

  /// Axes of a GGUF tensor, as in ggml.
  static final int GGUF_AXES = 4;

  /// The reference implementation's limit for a safetensors header.
  static final long SAFETENSORS_HEADER_BYTES = 100_000_000;

  static final int SAFETENSORS_NAME_CHARACTERS = 256;
  static final int SAFETENSORS_AXES = 8;

  /// Bytes of a `config.json` and of a `model.safetensors.index.json`.
  static final long JSON_BYTES = 32L << 20;

  /// Tokens of a JSON text: each may become an object.
  static final long JSON_TOKENS = 1L << 20;

  static final int JSON_DEPTH = 64;

  private Limits() {}
}
