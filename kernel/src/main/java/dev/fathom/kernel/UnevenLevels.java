package dev.fathom.kernel;

/// The 16 levels of IQ4_NL and IQ4_XS, ascending.
final class UnevenLevels {
  static final float[] VALUES = new float[16];

  /// Between level i and i + 1.
  static final float[] MIDDLES = new float[15];

  /// From level i to i + 1.
  static final float[] GAPS = new float[15];

  static {
    for (int i = 0; i < 16; i++) {
      VALUES[i] = SmallBlocks.LEVELS[i];
    }
    for (int i = 0; i < 15; i++) {
      MIDDLES[i] = (VALUES[i] + VALUES[i + 1]) / 2;
      GAPS[i] = VALUES[i + 1] - VALUES[i];
    }
  }

  private UnevenLevels() {}

  static float nearest(float value) {
    return VALUES[indexOfNearest(value)];
  }

  static int indexOfNearest(float value) {
    int index = 0;
    while (index < 15 && value > MIDDLES[index]) {
      index++;
    }
    return index;
  }
}
