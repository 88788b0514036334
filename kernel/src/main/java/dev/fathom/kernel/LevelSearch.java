package dev.fathom.kernel;

/// Finds scales for the groups of a {@link BlockTile}, and rounds its weights to levels. Twins: the
/// same numbers, bit for bit.
///
/// A search tries candidates: each gives levels, for which the scale (and minimum) of least
/// weighted squared error is known in closed form; the candidate of the least error wins.
sealed interface LevelSearch permits ScalarLevelSearch, VectorLevelSearch {
  /// Added to a float below 2^22 and subtracted again, it leaves the nearest integer, ties to even.
  float ROUNDER = 0x1.8p23f;

  /// The best search this machine can run.
  static LevelSearch best() {
    return Kernels.refusal("vector").isEmpty() ? new VectorLevelSearch() : new ScalarLevelSearch();
  }

  /// Whole levels `low` to `high`.
  record Range(int low, int high) {}

  /// Sets `scale` so that levels times scale are near the weights. Candidate c takes the weight of
  /// largest magnitude to about level c.
  void symmetric(BlockTile tile, Range range, float[] candidates);

  /// Sets `scale` and `minimum`; levels are 0 to `highest`. Candidate c spreads a group over c
  /// levels.
  ///
  /// @param free whether a minimum may be above zero
  void affine(BlockTile tile, int highest, float[] candidates, boolean free);

  /// As {@link #symmetric} for the 16 uneven levels of IQ4_NL.
  void uneven(BlockTile tile, float[] candidates);

  /// Sets `levels` to the nearest for `step` and `offset`, and the sums over them.
  void round(BlockTile tile, Range range);

  /// Sets `error` to what {@link #round} would leave; changes nothing else.
  void measure(BlockTile tile, Range range);

  /// Sets `levels` to the indices of the nearest uneven levels for `step`.
  void roundUneven(BlockTile tile);

  /// Packs `count` values, whole blocks, as Q8_0 whose largest magnitude is level 127, as ggml
  /// does: of 255 levels a search would better little.
  void eightBits(float[] values, int count, byte[] out);
}
