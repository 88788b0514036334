package dev.fathom.kernel;

import static dev.fathom.kernel.BlockTile.LANES;

/// Chooses scales and levels for the groups of a tile and packs them into blocks.
sealed interface TileCoder
    permits SingleScaleCoder, SingleMinimumCoder, SuperScaleCoder, SuperMinimumCoder {
  /// Packs the tile's groups, whole blocks of them, to the start of `out`.
  void encode(BlockTile tile, byte[] out);

  /// `count` numbers from `first` to `last`, evenly spaced.
  static float[] candidates(double first, double last, int count) {
    float[] all = new float[count];
    for (int i = 0; i < count; i++) {
      all[i] = (float) (first + (last - first) * i / Math.max(1, count - 1));
    }
    return all;
  }

  /// Those of both arrays.
  static float[] both(float[] some, float[] others) {
    float[] all = java.util.Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    return all;
  }

  /// What an f16 keeps of `value`.
  static float half(float value) {
    return Float.float16ToFloat(Float.floatToFloat16(value));
  }

  static float half(double value) {
    return half((float) value);
  }

  static float clamp(float value, float low, float high) {
    return Math.min(high, Math.max(low, value));
  }

  /// Nibbles of 32 levels: number i in the low, 16 + i in the high half of byte i.
  static void putNibbles(BlockTile tile, int group, byte[] out, int at) {
    for (int i = 0; i < 16; i++) {
      int low = tile.level(group, i) & 15;
      out[at + i] = (byte) (low | (tile.level(group, 16 + i) & 15) << 4);
    }
  }

  /// The fifth bits of 32 levels, number i in bit i.
  static void putFifths(BlockTile tile, int group, byte[] out, int at) {
    int bits = 0;
    for (int i = 0; i < 32; i++) {
      bits |= ((tile.level(group, i) >> 4) & 1) << i;
    }
    for (int i = 0; i < 4; i++) {
      out[at + i] = (byte) (bits >> (8 * i));
    }
  }

  /// Adds to every level what makes the least of them 0.
  static void raise(BlockTile tile, int by) {
    for (int i = 0; i < tile.length * LANES; i++) {
      tile.levels[i] += by;
    }
  }
}
