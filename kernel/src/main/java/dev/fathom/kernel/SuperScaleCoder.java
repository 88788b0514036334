package dev.fathom.kernel;

import static dev.fathom.kernel.BlockTile.LANES;

import dev.fathom.tensor.ElementType;

/// Blocks of 256 whose 16 groups have a whole scale each, in steps of one f16: Q3_K, Q6_K.
///
/// The scales that the search finds become whole numbers; then these and the f16 are bettered in
/// turn, each for what the other is, as long as the error falls.
final class SuperScaleCoder implements TileCoder {
  private static final int GROUPS = 16;
  private static final int ROUNDS = 2;

  private final LevelSearch search;
  private final ElementType type;
  private final LevelSearch.Range range;
  private final int lowest;
  private final float[] candidates;

  /// Of a block: the f16. Of a group: its whole scale, and the error with it.
  private final float[] unit = new float[LANES / GROUPS];

  private final float[] whole = new float[LANES];
  private final float[] error = new float[LANES];

  SuperScaleCoder(LevelSearch search, ElementType type) {
    this.search = search;
    this.type = type;
    boolean three = type == ElementType.Q3_K;
    this.range = three ? new LevelSearch.Range(-4, 3) : new LevelSearch.Range(-32, 31);
    this.lowest = three ? -32 : -128;
    this.candidates =
        three
            ? TileCoder.both(TileCoder.candidates(-5, -2.8, 13), TileCoder.candidates(2.2, 4.2, 11))
            : TileCoder.candidates(-33, -29, 13);
  }

  @Override
  public void encode(BlockTile tile, byte[] out) {
    search.symmetric(tile, range, candidates);
    for (int block = 0; block < unit.length; block++) {
      divide(tile, block * GROUPS);
    }
    use(tile, 0);
    search.measure(tile, range);
    System.arraycopy(tile.error, 0, error, 0, LANES);
    for (int round = 0; round < ROUNDS; round++) {
      better(tile, -1);
      better(tile, 1);
      refit(tile);
    }
    use(tile, 0);
    search.round(tile, range);
    TileCoder.raise(tile, -range.low());
    for (int block = 0; block < tile.groups / GROUPS; block++) {
      SuperBlockPacking packing = new SuperBlockPacking(tile, block * GROUPS, out);
      if (type == ElementType.Q3_K) {
        packing.three(block * type.blockBytes(), unit[block], whole);
      } else {
        packing.six(block * type.blockBytes(), unit[block], whole);
      }
    }
  }

  /// Whole scales of a block: the one of largest magnitude is `lowest`.
  private void divide(BlockTile tile, int from) {
    float extreme = 0;
    for (int group = from; group < from + GROUPS; group++) {
      if (Math.abs(tile.scale[group]) > Math.abs(extreme)) {
        extreme = tile.scale[group];
      }
    }
    float step = TileCoder.half(extreme / lowest);
    unit[from / GROUPS] = step;
    for (int group = from; group < from + GROUPS; group++) {
      whole[group] = step == 0 ? 0 : within(Math.round(tile.scale[group] / step));
    }
  }

  private float within(float scale) {
    return TileCoder.clamp(scale, lowest, -lowest - 1);
  }

  private void use(BlockTile tile, int more) {
    for (int group = 0; group < LANES; group++) {
      tile.step[group] = unit[group / GROUPS] * within(whole[group] + more);
      tile.offset[group] = 0;
    }
  }

  /// Takes neighbouring whole scales where they are better.
  private void better(BlockTile tile, int more) {
    use(tile, more);
    search.measure(tile, range);
    for (int group = 0; group < LANES; group++) {
      if (tile.error[group] < error[group]) {
        error[group] = tile.error[group];
        whole[group] = within(whole[group] + more);
      }
    }
  }

  /// Takes the f16 of least squared error for these levels and whole scales, where it is better.
  private void refit(BlockTile tile) {
    use(tile, 0);
    search.round(tile, range);
    float[] old = unit.clone();
    for (int block = 0; block < unit.length; block++) {
      double product = 0;
      double square = 0;
      for (int group = block * GROUPS; group < (block + 1) * GROUPS; group++) {
        product += (double) whole[group] * tile.sumProduct[group];
        square += (double) whole[group] * whole[group] * tile.sumSquare[group];
      }
      unit[block] = square > 0 ? TileCoder.half(product / square) : 0;
    }
    use(tile, 0);
    search.measure(tile, range);
    Refit.keepBetter(new float[][] {unit}, new float[][] {old}, error, tile.error);
  }
}
