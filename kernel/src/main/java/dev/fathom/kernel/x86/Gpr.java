package dev.fathom.kernel.x86;

/// The general-purpose registers, 64 bits wide, in the order of their encoding.
public enum Gpr {
  RAX,
  RCX,
  RDX,
  RBX,
  RSP,
  RBP,
  RSI,
  RDI,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15;

  /// As instructions name it.
  @SuppressWarnings("EnumOrdinal") // the order is that of the encoding, and says so
  int number() {
    return ordinal();
  }
}
