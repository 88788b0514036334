package dev.fathom.kernel;

/// Packs one block of 256 as ggml does (`docs/formats/blocks.md`; {@link SuperBlocks} reads them).
///
/// @param tile whose levels, from 0 on, are packed
/// @param first the block's first group
/// @param out where to
record SuperBlockPacking(BlockTile tile, int first, byte[] out) {
  /// Level of element `i` of the block, in groups of 16.
  private int of16(int i) {
    return tile.level(first + (i >> 4), i & 15);
  }

  private int of32(int i) {
    return tile.level(first + (i >> 5), i & 31);
  }

  /// Q2_K.
  void two(int at, float[] units, float[] scales, float[] minima) {
    for (int sub = 0; sub < 16; sub++) {
      out[at + sub] = (byte) ((int) scales[first + sub] | (int) minima[first + sub] << 4);
    }
    pairs(at + 16);
    HalfBytes.put(out, at + 80, units[0]);
    HalfBytes.put(out, at + 82, units[1]);
  }

  /// The two low bits: of each half of the block, elements 32 apart share a byte.
  private void pairs(int at) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i++) {
        int k = half * 128 + i;
        int low = (of16(k) & 3) | (of16(k + 32) & 3) << 2;
        int high = (of16(k + 64) & 3) << 4 | (of16(k + 96) & 3) << 6;
        out[at + half * 32 + i] = (byte) (low | high);
      }
    }
  }

  /// Q3_K: third bits, two low bits, sixteen scales of six bits, raised by 32.
  void three(int at, float unit, float[] scales) {
    for (int i = 0; i < 32; i++) {
      int bits = 0;
      for (int part = 0; part < 8; part++) {
        bits |= ((of16(part * 32 + i) >> 2) & 1) << part;
      }
      out[at + i] = (byte) bits;
    }
    pairs(at + 32);
    java.util.Arrays.fill(out, at + 96, at + 108, (byte) 0);
    for (int sub = 0; sub < 16; sub++) {
      int scale = (int) scales[first + sub] + 32;
      out[at + 96 + sub % 8] |= (byte) ((scale & 15) << (sub / 8 * 4));
      out[at + 104 + sub % 4] |= (byte) ((scale >> 4) << (sub / 4 * 2));
    }
    HalfBytes.put(out, at + 108, unit);
  }

  /// Q4_K.
  void four(int at, float[] units, float[] scales, float[] minima) {
    head(at, units, scales, minima);
    nibbles(at + 16);
  }

  /// Q5_K.
  void five(int at, float[] units, float[] scales, float[] minima) {
    head(at, units, scales, minima);
    for (int i = 0; i < 32; i++) {
      int bits = 0;
      for (int sub = 0; sub < 8; sub++) {
        bits |= ((of32(sub * 32 + i) >> 4) & 1) << sub;
      }
      out[at + 16 + i] = (byte) bits;
    }
    nibbles(at + 48);
  }

  /// Two f16, eight scales and eight minima of six bits.
  private void head(int at, float[] units, float[] scales, float[] minima) {
    HalfBytes.put(out, at, units[0]);
    HalfBytes.put(out, at + 2, units[1]);
    for (int sub = 0; sub < 4; sub++) {
      int scale = (int) scales[first + sub];
      int minimum = (int) minima[first + sub];
      int laterScale = (int) scales[first + 4 + sub];
      int laterMinimum = (int) minima[first + 4 + sub];
      out[at + 4 + sub] = (byte) (scale | laterScale >> 4 << 6);
      out[at + 8 + sub] = (byte) (minimum | laterMinimum >> 4 << 6);
      out[at + 12 + sub] = (byte) ((laterScale & 15) | (laterMinimum & 15) << 4);
    }
  }

  private void nibbles(int at) {
    for (int pair = 0; pair < 4; pair++) {
      for (int i = 0; i < 32; i++) {
        int k = pair * 64 + i;
        out[at + pair * 32 + i] = (byte) ((of32(k) & 15) | (of32(k + 32) & 15) << 4);
      }
    }
  }

  /// Q6_K: low nibbles, two high bits, sixteen scales of eight bits.
  void six(int at, float unit, float[] scales) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i++) {
        int k = half * 128 + i;
        int a = of16(k);
        int b = of16(k + 32);
        int c = of16(k + 64);
        int d = of16(k + 96);
        out[at + half * 64 + i] = (byte) ((a & 15) | (c & 15) << 4);
        out[at + half * 64 + 32 + i] = (byte) ((b & 15) | (d & 15) << 4);
        out[at + 128 + half * 32 + i] = (byte) (a >> 4 | b >> 4 << 2 | c >> 4 << 4 | d >> 4 << 6);
      }
    }
    for (int sub = 0; sub < 16; sub++) {
      out[at + 192 + sub] = (byte) (int) scales[first + sub];
    }
    HalfBytes.put(out, at + 208, unit);
  }
}
