package dev.fathom.format;

import java.util.Optional;

/// The types of GGUF metadata values.
public enum GgufValueType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  STRING(8, 8),
  ARRAY(9, 12),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  private static final GgufValueType[] BY_ID = values();

  private final int id;
  private final int leastBytes;

  GgufValueType(int id, int leastBytes) {
    this.id = id;
    this.leastBytes = leastBytes;
  }

  static Optional<GgufValueType> ofId(long id) {
    return id < BY_ID.length ? Optional.of(BY_ID[(int) id]) : Optional.empty();
  }

  /// The number that stands for this type in a file.
  int id() {
    return id;
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
