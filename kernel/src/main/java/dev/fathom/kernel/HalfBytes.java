package dev.fathom.kernel;

/// f16 as blocks keep it: two bytes, the low one first.
final class HalfBytes {
  private HalfBytes() {}

  static void put(byte[] out, int at, float value) {
    short bits = Float.floatToFloat16(value);
    out[at] = (byte) bits;
    out[at + 1] = (byte) (bits >> 8);
  }
}
