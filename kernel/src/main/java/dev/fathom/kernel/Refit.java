package dev.fathom.kernel;

/// Decides a block at a time whether what was fitted anew is better than what was there.
final class Refit {
  private Refit() {}

  /// Where a block's errors `now` are no less in sum than those `before`, its `units` become the
  /// `old` ones again; elsewhere its errors become those of `now`.
  static void keepBetter(float[][] units, float[][] old, float[] before, float[] now) {
    int blocks = units[0].length;
    int groups = now.length / blocks;
    for (int block = 0; block < blocks; block++) {
      double sumBefore = 0;
      double sumNow = 0;
      for (int group = block * groups; group < (block + 1) * groups; group++) {
        sumBefore += before[group];
        sumNow += now[group];
      }
      if (sumNow < sumBefore) {
        System.arraycopy(now, block * groups, before, block * groups, groups);
      } else {
        for (int i = 0; i < units.length; i++) {
          units[i][block] = old[i][block];
        }
      }
    }
  }
}
