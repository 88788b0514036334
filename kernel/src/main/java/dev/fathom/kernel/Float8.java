package dev.fathom.kernel;

/// 8-bit floats E4M3 (OCP "OFP8", the FN kind): sign, 4 exponent bits with bias 7, 3 fraction bits;
/// no infinities, NaN is 0x7F and 0xFF, the largest value is 448.
public final class Float8 {
  /// The largest finite value.
  public static final float MAX = 448f;

  private static final float[] VALUES = values();

  private Float8() {}

  private static float[] values() {
    float[] values = new float[256];
    for (int code = 0; code < 256; code++) {
      int exponent = code >> 3 & 15;
      int fraction = code & 7;
      float magnitude =
          exponent == 0 ? fraction * 0x1p-9f : Math.scalb(8f + fraction, exponent - 10);
      float value = (code & 127) == 127 ? Float.NaN : magnitude;
      values[code] = code < 128 ? value : -value;
    }
    return values;
  }

  /// The value of the low 8 bits of `code`.
  public static float toFloat(int code) {
    return VALUES[code & 255];
  }

  /// The values of all 256 codes; a copy.
  public static float[] table() {
    return VALUES.clone();
  }

  /// The nearest code, ties to even; finite values beyond 448 and infinities become the largest.
  public static byte fromFloat(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 24 & 128;
    if (Float.isNaN(value)) {
      return (byte) (sign | 127);
    }
    float magnitude = Math.min(Math.abs(value), MAX);
    int exponent = Math.max(-6, Math.getExponent(magnitude));
    // 8 .. 16 for normal numbers, 0 .. 8 for subnormal ones; 16 carries into the exponent
    int steps = (int) Math.rint(Math.scalb((double) magnitude, 3 - exponent));
    return (byte) (sign | (exponent + 6) * 8 + steps);
  }
}
