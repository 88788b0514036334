package dev.fathom.kernel.x86;

/// The mask registers of AVX-512. K0 cannot mask: as a mask it means none.
public enum Mask {
  K0,
  K1,
  K2,
  K3,
  K4,
  K5,
  K6,
  K7;

  /// As instructions name it.
  @SuppressWarnings("EnumOrdinal") // the order is that of the encoding
  int number() {
    return ordinal();
  }
}
