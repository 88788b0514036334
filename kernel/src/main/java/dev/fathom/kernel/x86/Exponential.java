package dev.fathom.kernel.x86;

/// Powers of two of sixteen numbers that are not above zero: `2^x = 2^n 2^f` with n the nearest
/// integer. 2^f, |f| <= 1/2, is a polynomial (minimax of the relative error, 2^0 = 1 exactly), off
/// by 1.7e-7 at most. Below -160 the result is 0; NaN stays NaN.
final class Exponential {
  /// Registers that {@link #prepare} fills.
  static final int CONSTANTS = 7;

  private static final float[] POLYNOMIAL = {
    1f, 0.693147f, 0.24022242f, 0.055507336f, 0.009671513f, 0.0013264727f
  };

  private final Assembler a;
  private final int first;

  /// With constants in registers `first ..`.
  Exponential(Assembler a, int first) {
    this.a = a;
    this.first = first;
  }

  void prepare() {
    for (int power = 0; power < POLYNOMIAL.length; power++) {
      broadcast(coefficient(power), POLYNOMIAL[power]);
    }
    broadcast(least(), -160);
  }

  private void broadcast(Vec to, float value) {
    a.vbroadcastss(to, a.constant(Float.floatToRawIntBits(value)));
  }

  private Vec coefficient(int power) {
    return Vec.zmm(first + power);
  }

  private Vec least() {
    return Vec.zmm(first + POLYNOMIAL.length);
  }

  /// Replaces `x` by its power of two.
  void powerOfTwo(Vec x, Vec whole, Vec sum) {
    a.vmaxps(x, least(), x); // of a NaN and a number, the instruction takes the last
    a.vrndscaleps(whole, x, 8);
    a.vsubps(x, x, whole);
    int power = POLYNOMIAL.length - 1;
    a.vmovups(sum, coefficient(power));
    while (--power >= 0) {
      a.vfmadd213ps(sum, x, coefficient(power));
    }
    a.vscalefps(x, sum, whole);
  }
}
