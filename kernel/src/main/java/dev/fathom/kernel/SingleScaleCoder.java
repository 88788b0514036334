package dev.fathom.kernel;

import static dev.fathom.kernel.BlockTile.LANES;

import dev.fathom.tensor.ElementType;

/// Blocks of 32 with one f16 scale: Q4_0, Q5_0, Q8_0, IQ4_NL.
final class SingleScaleCoder implements TileCoder {
  private final LevelSearch search;
  private final ElementType type;
  private final LevelSearch.Range range;
  private final float[] candidates;

  SingleScaleCoder(LevelSearch search, ElementType type) {
    this.search = search;
    this.type = type;
    this.range =
        switch (type) {
          case Q4_0 -> new LevelSearch.Range(-8, 7);
          case Q5_0 -> new LevelSearch.Range(-16, 15);
          default -> new LevelSearch.Range(-127, 127);
        };
    this.candidates =
        switch (type) {
          case Q4_0 ->
              TileCoder.both(
                  TileCoder.candidates(-9.2, -6.8, 13), TileCoder.candidates(6.4, 8.4, 11));
          case Q5_0 ->
              TileCoder.both(
                  TileCoder.candidates(-17, -14.6, 13), TileCoder.candidates(14.2, 16, 8));
          case IQ4_NL ->
              TileCoder.both(
                  TileCoder.candidates(-146, -100, 13), TileCoder.candidates(94, 130, 11));
          default -> TileCoder.candidates(127.3, 122, 5);
        };
  }

  @Override
  public void encode(BlockTile tile, byte[] out) {
    boolean uneven = type == ElementType.IQ4_NL;
    if (uneven) {
      search.uneven(tile, candidates);
    } else {
      search.symmetric(tile, range, candidates);
    }
    for (int lane = 0; lane < LANES; lane++) {
      tile.step[lane] = TileCoder.half(tile.scale[lane]);
      tile.offset[lane] = 0;
    }
    if (uneven) {
      search.roundUneven(tile);
    } else {
      search.round(tile, range);
    }
    pack(tile, out);
  }

  private void pack(BlockTile tile, byte[] out) {
    if (type == ElementType.Q4_0 || type == ElementType.Q5_0) {
      TileCoder.raise(tile, -range.low());
    }
    for (int group = 0; group < tile.groups; group++) {
      int at = group * type.blockBytes();
      HalfBytes.put(out, at, tile.step[group]);
      if (type == ElementType.Q8_0) {
        for (int i = 0; i < 32; i++) {
          out[at + 2 + i] = (byte) tile.level(group, i);
        }
      } else if (type == ElementType.Q5_0) {
        TileCoder.putFifths(tile, group, out, at + 2);
        TileCoder.putNibbles(tile, group, out, at + 6);
      } else {
        TileCoder.putNibbles(tile, group, out, at + 2);
      }
    }
  }
}
