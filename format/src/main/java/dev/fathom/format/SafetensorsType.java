package dev.fathom.format;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// All `dtype`s of the safetensors format (0.8), readable or not, so that every tensor's bytes can
/// be counted.
enum SafetensorsType {
  BOOL(8),
  F4(4),
  F6_E2M3(6),
  F6_E3M2(6),
  U8(8),
  I8(8),
  F8_E5M2(8),
  F8_E4M3(8),
  F8_E8M0(8),
  F8_E4M3FNUZ(8),
  F8_E5M2FNUZ(8),
  I16(16),
  U16(16),
  F16(16),
  BF16(16),
  I32(32),
  U32(32),
  F32(32),
  C64(64),
  F64(64),
  I64(64),
  U64(64);

  private static final Map<String, SafetensorsType> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(SafetensorsType::name, type -> type));

  private final int bits;

  SafetensorsType(int bits) {
    this.bits = bits;
  }

  static Optional<SafetensorsType> ofName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /// Bits of one element.
  int bits() {
    return bits;
  }
}
