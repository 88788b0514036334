package dev.fathom.kernel.x86;

/// What a comparison `cmp a, b` may have found.
public enum Condition {
  /// `a < b`, unsigned.
  BELOW(0x2),
  /// `a >= b`, unsigned.
  NOT_BELOW(0x3),
  EQUAL(0x4),
  NOT_EQUAL(0x5),
  /// `a < b`, signed.
  LESS(0xC),
  /// `a >= b`, signed.
  NOT_LESS(0xD),
  /// `a <= b`, signed.
  NOT_GREATER(0xE),
  /// `a > b`, signed.
  GREATER(0xF);

  private final int code;

  Condition(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
