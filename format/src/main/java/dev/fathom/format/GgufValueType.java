package dev.fathom.format;

import java.util.Optional;

/// The types of GGUF metadata values; a type's number in the file is its ordinal.
enum GgufValueType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  FLOAT32(4),
  BOOL(1),
  STRING(8),
  ARRAY(12),
  UINT64(8),
  INT64(8),
  FLOAT64(8);

  private static final GgufValueType[] BY_ID = values();

  private final int leastBytes;

  GgufValueType(int leastBytes) {
    this.leastBytes = leastBytes;
  }

  static Optional<GgufValueType> ofId(long id) {
    return id < BY_ID.length ? Optional.of(BY_ID[(int) id]) : Optional.empty();
  }

  /// Bytes of a number or bool; for a string and an array those of an empty one.
  int leastBytes() {
    return leastBytes;
  }

  /// Whether every value takes exactly {@link #leastBytes} bytes.
  boolean isFixed() {
    return this != STRING && this != ARRAY;
  }
}
