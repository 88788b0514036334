package dev.fathom.kernel;

import static dev.fathom.kernel.BlockTile.LANES;

import dev.fathom.tensor.ElementType;

/// Blocks of 32 with an f16 scale and an f16 minimum: Q4_1, Q5_1.
final class SingleMinimumCoder implements TileCoder {
  private final LevelSearch search;
  private final ElementType type;
  private final int highest;
  private final float[] candidates;

  SingleMinimumCoder(LevelSearch search, ElementType type) {
    this.search = search;
    this.type = type;
    this.highest = type == ElementType.Q4_1 ? 15 : 31;
    this.candidates = TileCoder.candidates(highest - 0.8, highest + 1.6, 16);
  }

  @Override
  public void encode(BlockTile tile, byte[] out) {
    search.affine(tile, highest, candidates, true);
    for (int lane = 0; lane < LANES; lane++) {
      tile.step[lane] = TileCoder.half(tile.scale[lane]);
      tile.offset[lane] = TileCoder.half(tile.minimum[lane]);
    }
    search.round(tile, new LevelSearch.Range(0, highest));
    for (int group = 0; group < tile.groups; group++) {
      int at = group * type.blockBytes();
      HalfBytes.put(out, at, tile.step[group]);
      HalfBytes.put(out, at + 2, tile.offset[group]);
      if (type == ElementType.Q5_1) {
        TileCoder.putFifths(tile, group, out, at + 4);
        TileCoder.putNibbles(tile, group, out, at + 8);
      } else {
        TileCoder.putNibbles(tile, group, out, at + 4);
      }
    }
  }
}
