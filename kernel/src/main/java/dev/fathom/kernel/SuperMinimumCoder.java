package dev.fathom.kernel;

import static dev.fathom.kernel.BlockTile.LANES;

import dev.fathom.tensor.ElementType;

/// Blocks of 256 whose groups have a whole scale and a whole minimum each, in steps of two f16:
/// Q2_K, Q4_K, Q5_K. Weights are `unit * scale * level - base * minimum`.
///
/// As {@link SuperScaleCoder}, what the search finds is bettered in turns.
final class SuperMinimumCoder implements TileCoder {
  private static final int ROUNDS = 2;

  /// Changes to a whole scale and a whole minimum that are tried.
  private static final int[][] NEIGHBOURS = {
    {1, 1}, {-1, -1}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, -1}, {-1, 1}
  };

  private final LevelSearch search;
  private final ElementType type;
  private final LevelSearch.Range range;
  private final int groups;
  private final int largest;
  private final float[] candidates;

  private final float[] unit;
  private final float[] base;
  private final float[] scale = new float[LANES];
  private final float[] minimum = new float[LANES];
  private final float[] error = new float[LANES];

  SuperMinimumCoder(LevelSearch search, ElementType type) {
    this.search = search;
    this.type = type;
    int highest =
        switch (type) {
          case Q2_K -> 3;
          case Q4_K -> 15;
          default -> 31;
        };
    this.range = new LevelSearch.Range(0, highest);
    this.groups = type == ElementType.Q2_K ? 16 : 8;
    this.largest = type == ElementType.Q2_K ? 15 : 63;
    this.unit = new float[LANES / groups];
    this.base = new float[LANES / groups];
    this.candidates =
        switch (type) {
          case Q2_K -> TileCoder.candidates(2.4, 4.4, 16);
          case Q4_K -> TileCoder.candidates(14, 17, 16);
          default -> TileCoder.candidates(30, 33, 14);
        };
  }

  @Override
  public void encode(BlockTile tile, byte[] out) {
    search.affine(tile, range.high(), candidates, false);
    for (int block = 0; block < unit.length; block++) {
      divide(tile, block);
    }
    use(tile, 0, 0);
    search.measure(tile, range);
    System.arraycopy(tile.error, 0, error, 0, LANES);
    for (int round = 0; round < ROUNDS; round++) {
      for (int[] change : NEIGHBOURS) {
        better(tile, change[0], change[1]);
      }
      refit(tile);
    }
    use(tile, 0, 0);
    search.round(tile, range);
    for (int block = 0; block < tile.groups / groups; block++) {
      SuperBlockPacking packing = new SuperBlockPacking(tile, block * groups, out);
      int at = block * type.blockBytes();
      switch (type) {
        case Q2_K -> packing.two(at, new float[] {unit[block], base[block]}, scale, minimum);
        case Q4_K -> packing.four(at, new float[] {unit[block], base[block]}, scale, minimum);
        default -> packing.five(at, new float[] {unit[block], base[block]}, scale, minimum);
      }
    }
  }

  /// Whole scales and minima of a block: the largest of each is `largest`.
  private void divide(BlockTile tile, int block) {
    float mostScale = 0;
    float mostMinimum = 0;
    for (int group = block * groups; group < (block + 1) * groups; group++) {
      mostScale = Math.max(mostScale, tile.scale[group]);
      mostMinimum = Math.max(mostMinimum, -tile.minimum[group]);
    }
    unit[block] = TileCoder.half(mostScale / largest);
    base[block] = TileCoder.half(mostMinimum / largest);
    for (int group = block * groups; group < (block + 1) * groups; group++) {
      scale[group] = whole(tile.scale[group], unit[block]);
      minimum[group] = whole(-tile.minimum[group], base[block]);
    }
  }

  private float whole(float value, float step) {
    return step == 0 ? 0 : within(Math.round(value / step));
  }

  private float within(float whole) {
    return TileCoder.clamp(whole, 0, largest);
  }

  private void use(BlockTile tile, int moreScale, int moreMinimum) {
    for (int group = 0; group < LANES; group++) {
      int block = group / groups;
      tile.step[group] = unit[block] * within(scale[group] + moreScale);
      tile.offset[group] = -base[block] * within(minimum[group] + moreMinimum);
    }
  }

  private void better(BlockTile tile, int moreScale, int moreMinimum) {
    use(tile, moreScale, moreMinimum);
    search.measure(tile, range);
    for (int group = 0; group < LANES; group++) {
      if (tile.error[group] < error[group]) {
        error[group] = tile.error[group];
        scale[group] = within(scale[group] + moreScale);
        minimum[group] = within(minimum[group] + moreMinimum);
      }
    }
  }

  /// Takes the two f16 of least squared error for these levels, where they are better.
  private void refit(BlockTile tile) {
    use(tile, 0, 0);
    search.round(tile, range);
    float[] oldUnit = unit.clone();
    float[] oldBase = base.clone();
    for (int block = 0; block < unit.length; block++) {
      solve(tile, block);
    }
    use(tile, 0, 0);
    search.measure(tile, range);
    Refit.keepBetter(
        new float[][] {unit, base}, new float[][] {oldUnit, oldBase}, error, tile.error);
  }

  /// The normal equations of `x = unit * scale * level - base * minimum`.
  private void solve(BlockTile tile, int block) {
    double levels = 0;
    double mixed = 0;
    double minima = 0;
    double products = 0;
    double sums = 0;
    for (int group = block * groups; group < (block + 1) * groups; group++) {
      double s = scale[group];
      double m = minimum[group];
      levels += s * s * tile.sumSquare[group];
      mixed += s * m * tile.sumLevel[group];
      minima += m * m * tile.sum[group];
      products += s * tile.sumProduct[group];
      sums += m * tile.sumX[group];
    }
    double determinant = levels * minima - mixed * mixed;
    if (determinant > 1e-9 * levels * minima) {
      unit[block] = TileCoder.half((products * minima - sums * mixed) / determinant);
      base[block] = TileCoder.half((products * mixed - sums * levels) / determinant);
    } else if (levels > 0) {
      unit[block] = TileCoder.half((products + base[block] * mixed) / levels);
    }
  }
}
