package dev.fathom.kernel;

import java.util.Arrays;

/// Up to 64 groups of 16 or 32 weights that share a scale, side by side: number i of every group
/// lies in one row of {@link #LANES} floats, so that a vector holds as many groups, and a group's
/// sums are taken in the order of its weights whatever the width of a vector.
final class BlockTile {
  /// Groups in a tile; a multiple of the lanes of every vector.
  static final int LANES = 64;

  /// Weights in a group.
  final int length;

  /// `[length, LANES]`: the weights, how much each one's squared error counts, and its level.
  final float[] x;

  final float[] importance;
  final float[] levels;

  /// What a search found: weights are about `scale * level + minimum`.
  final float[] scale = new float[LANES];

  final float[] minimum = new float[LANES];

  /// What a rounding is asked to use: weights are `step * level + offset`.
  final float[] step = new float[LANES];

  final float[] offset = new float[LANES];

  /// Weighted squared error of a rounding.
  final float[] error = new float[LANES];

  /// Weighted sums over a group: of 1, of x, of the level, of its square, of its product with x.
  final float[] sum = new float[LANES];

  final float[] sumX = new float[LANES];
  final float[] sumLevel = new float[LANES];
  final float[] sumSquare = new float[LANES];
  final float[] sumProduct = new float[LANES];

  /// Groups that are not padding.
  int groups;

  BlockTile(int length) {
    this.length = length;
    this.x = new float[length * LANES];
    this.importance = new float[length * LANES];
    this.levels = new float[length * LANES];
  }

  /// Takes `count` groups of `values` from `from` on.
  void load(float[] values, int from, int count) {
    groups = count;
    if (count < LANES) {
      Arrays.fill(x, 0);
    }
    for (int group = 0; group < count; group++) {
      put(values, from + group * length, x, group);
    }
  }

  private void put(float[] values, int from, float[] to, int group) {
    for (int i = 0; i < length; i++) {
      to[i * LANES + group] = values[from + i];
    }
  }

  /// Every squared error counts alike.
  void countEvenly() {
    Arrays.fill(importance, 1);
  }

  /// The squared error of the first weight counts `weights[from]` times, and so on; behind the last
  /// of `weights` comes the first again.
  void count(float[] weights, int from) {
    for (int group = 0; group < groups; group++) {
      put(weights, (from + group * length) % weights.length, importance, group);
    }
  }

  /// Level of weight `i` of `group` as it was rounded last.
  int level(int group, int i) {
    // a cast asks for NaN and infinities, which are none
    int bits = Float.floatToRawIntBits(levels[i * LANES + group] + LevelSearch.ROUNDER);
    return (bits & 0x7F_FFFF) - 0x40_0000;
  }
}
