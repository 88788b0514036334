package dev.fathom.format;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// The checked head of one GGUF file (ggml's `docs/gguf.md`; ours: `docs/formats/gguf.md`).
///
/// @param version 2 or 3, which differ in nothing that is read here
/// @param metadata the file's own keys
/// @param raw the values of `metadata` as they lie in the file, each behind its type
/// @param entries the file's own tensors, in the file's order
record GgufFile(
    int version, Metadata metadata, Map<String, MemorySegment> raw, List<TensorEntry> entries) {
  static final int MAGIC = 0x46554747;
  static final long DEFAULT_ALIGNMENT = 32;

  /// @param index the file's place in the checkpoint
  /// @param whole whether the tensors' bytes must be there, too
  static GgufFile read(MappedFile file, int index, boolean whole) {
    ByteCursor cursor = new ByteCursor(file.name(), file.bytes());
    int version = version(cursor);
    long tensors = cursor.count("the number of tensors", GgufTensorReader.LEAST_BYTES);
    // a key of one byte, its type, a value of one byte
    long pairs = cursor.count("the number of metadata keys", 8 + 1 + 4 + 1);
    requireAtMost(Limits.TENSORS, tensors, "tensors", cursor);
    requireAtMost(Limits.METADATA_KEYS, pairs, "metadata keys", cursor);
    GgufMetadataReader reader = new GgufMetadataReader(file.name(), cursor);
    Metadata metadata = new KeyValues(file.name(), reader.read(pairs));
    long alignment = alignment(file.name(), metadata);
    long extent = whole ? file.bytes().byteSize() : Long.MAX_VALUE;
    GgufTensorReader tensorReader = new GgufTensorReader(file, index, cursor, extent);
    return new GgufFile(version, metadata, reader.raw(), tensorReader.read(tensors, alignment));
  }

  private static int version(ByteCursor cursor) {
    int magic = cursor.i32("the magic 'GGUF'");
    if (magic != MAGIC) {
      throw cursor.failure(0, String.format("found magic %08x, want 46554747 ('GGUF')", magic));
    }
    int version = cursor.i32("the version");
    if (version == 2 || version == 3) {
      return version;
    }
    String found = "GGUF version " + Integer.toUnsignedString(version);
    if (Integer.reverseBytes(version) >>> 16 == 0) {
      found = "a big-endian GGUF file of version " + Integer.reverseBytes(version);
    }
    throw cursor.failure(4, "found " + found + ", want little-endian version 2 or 3");
  }

  private static void requireAtMost(long limit, long count, String what, ByteCursor cursor) {
    if (count > limit) {
      throw cursor.failure(
          cursor.position(),
          Quoted.number(count) + " " + what + "; Fathom reads at most " + Quoted.number(limit));
    }
  }

  private static long alignment(String file, Metadata metadata) {
    long alignment = metadata.findLong("general.alignment").orElse(DEFAULT_ALIGNMENT);
    if (alignment <= 0 || alignment > 1L << 31 || Long.bitCount(alignment) != 1) {
      throw new FormatException(
          file + ": general.alignment is " + alignment + ", want a power of two");
    }
    return alignment;
  }
}
