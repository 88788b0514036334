package dev.fathom.kernel;

import static dev.fathom.kernel.SmallBlocks.half;
import static dev.fathom.kernel.SmallBlocks.unsigned;
import static dev.fathom.kernel.SmallBlocks.word;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Decodes ggml's blocks of 256 elements (`docs/formats/blocks.md`). Products of scale, sub-scale
/// and level are exact in f32 (24 bits at most); only the subtraction of a minimum rounds.
final class SuperBlocks {
  private SuperBlocks() {}

  /// 16 sub-blocks of 16; two bits an element, four elements 32 apart in one byte.
  static void q2k(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at + 80);
    float minimum = half(data, at + 82);
    for (int sub = 0; sub < 16; sub++) {
      int packed = unsigned(data, at + sub);
      float step = scale * (packed & 15);
      float offset = minimum * (packed >> 4);
      long quants = at + 16 + (sub / 8) * 32 + (sub & 1) * 16;
      int shift = (sub / 2 % 4) * 2;
      for (int i = 0; i < 16; i++) {
        out[to + sub * 16 + i] = step * (unsigned(data, quants + i) >> shift & 3) - offset;
      }
    }
  }

  /// As Q2_K with a third bit in a mask of 32 bytes, bit `sub / 2` of byte `element % 32`.
  static void q3k(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at + 108);
    for (int sub = 0; sub < 16; sub++) {
      float step = scale * (scaleOfQ3(data, at + 96, sub) - 32);
      long high = at + (sub & 1) * 16;
      long quants = at + 32 + (sub / 8) * 32 + (sub & 1) * 16;
      int shift = (sub / 2 % 4) * 2;
      for (int i = 0; i < 16; i++) {
        int low = unsigned(data, quants + i) >> shift & 3;
        int third = unsigned(data, high + i) >> (sub / 2) & 1;
        out[to + sub * 16 + i] = step * (low + third * 4 - 4);
      }
    }
  }

  /// Six-bit scale `sub` of 12 packed bytes: low nibbles in bytes 0 to 7, two high bits in 8 to 11.
  private static int scaleOfQ3(MemorySegment data, long at, int sub) {
    int low = unsigned(data, at + sub % 8) >> (sub / 8 * 4) & 15;
    int high = unsigned(data, at + 8 + sub % 4) >> (sub / 4 * 2) & 3;
    return low | high << 4;
  }

  /// Six-bit scale `sub` of Q4_K and Q5_K.
  static int scale(MemorySegment data, long at, int sub) {
    return sub < 4
        ? unsigned(data, at + sub) & 63
        : (unsigned(data, at + sub + 4) & 15) | unsigned(data, at + sub - 4) >> 6 << 4;
  }

  /// Six-bit minimum `sub` of Q4_K and Q5_K.
  static int minimum(MemorySegment data, long at, int sub) {
    return sub < 4
        ? unsigned(data, at + sub + 4) & 63
        : unsigned(data, at + sub + 4) >> 4 | unsigned(data, at + sub) >> 6 << 4;
  }

  /// 8 sub-blocks of 32; two of them share 32 bytes, the even one in the low nibbles.
  static void q4k(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at);
    float minimum = half(data, at + 2);
    for (int sub = 0; sub < 8; sub++) {
      float step = scale * scale(data, at + 4, sub);
      float offset = minimum * minimum(data, at + 4, sub);
      long quants = at + 16 + sub / 2 * 32;
      int shift = (sub & 1) * 4;
      for (int i = 0; i < 32; i++) {
        out[to + sub * 32 + i] = step * (unsigned(data, quants + i) >> shift & 15) - offset;
      }
    }
  }

  /// As Q4_K with a fifth bit: bit `sub` of byte `element % 32` of `qh`.
  static void q5k(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at);
    float minimum = half(data, at + 2);
    for (int sub = 0; sub < 8; sub++) {
      float step = scale * scale(data, at + 4, sub);
      float offset = minimum * minimum(data, at + 4, sub);
      long quants = at + 48 + sub / 2 * 32;
      int shift = (sub & 1) * 4;
      for (int i = 0; i < 32; i++) {
        int low = unsigned(data, quants + i) >> shift & 15;
        int fifth = unsigned(data, at + 16 + i) >> sub & 1;
        out[to + sub * 32 + i] = step * (low | fifth << 4) - offset;
      }
    }
  }

  /// Two halves of 128 elements: four groups of 32, low nibbles in 64 bytes, two high bits in 32.
  static void q6k(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at + 208);
    for (int sub = 0; sub < 16; sub++) {
      float step = scale * data.get(ValueLayout.JAVA_BYTE, at + 192 + sub);
      int group = sub / 2 % 4;
      long low = at + sub / 8 * 64 + (group & 1) * 32 + (sub & 1) * 16;
      long high = at + 128 + sub / 8 * 32 + (sub & 1) * 16;
      for (int i = 0; i < 16; i++) {
        int four = unsigned(data, low + i) >> (group / 2 * 4) & 15;
        int two = unsigned(data, high + i) >> (group * 2) & 3;
        out[to + sub * 16 + i] = step * ((four | two << 4) - 32);
      }
    }
  }

  /// 8 sub-blocks of 32 levels as in IQ4_NL, each with a six-bit scale.
  static void iq4xs(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at);
    int high = word(data, at + 2);
    for (int sub = 0; sub < 8; sub++) {
      int low = unsigned(data, at + 4 + sub / 2) >> ((sub & 1) * 4) & 15;
      float step = scale * ((low | (high >> (sub * 2) & 3) << 4) - 32);
      SmallBlocks.levels(data, at + 8 + sub * 16, step, out, to + sub * 32);
    }
  }
}
