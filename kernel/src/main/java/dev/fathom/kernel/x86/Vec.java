package dev.fathom.kernel.x86;

/// A vector register of 128, 256 or 512 bits.
public record Vec(int number, int bits) implements Operand {
  public Vec {
    if (number < 0 || number > 31 || (bits != 128 && bits != 256 && bits != 512)) {
      throw new IllegalArgumentException("no vector register " + number + " of " + bits + " bits");
    }
  }

  /// The 128-bit register `number`.
  public static Vec xmm(int number) {
    return new Vec(number, 128);
  }

  /// The 256-bit register `number`.
  public static Vec ymm(int number) {
    return new Vec(number, 256);
  }

  /// The 512-bit register `number`.
  public static Vec zmm(int number) {
    return new Vec(number, 512);
  }

  /// The lower 128 bits.
  public Vec x() {
    return xmm(number);
  }

  /// The lower 256 bits.
  public Vec y() {
    return ymm(number);
  }

  /// The whole 512 bits.
  public Vec z() {
    return zmm(number);
  }

  /// As the assembler's language writes it.
  @Override
  public String toString() {
    return switch (bits) {
      case 128 -> "xmm" + number;
      case 256 -> "ymm" + number;
      default -> "zmm" + number;
    };
  }
}
