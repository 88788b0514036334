package dev.fathom.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Decodes ggml's blocks of 32 elements (`docs/formats/blocks.md`). Nibbles: byte i holds element i
/// in its low and element 16 + i in its high half.
final class SmallBlocks {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// The 16 levels of IQ4_NL and IQ4_XS.
  static final byte[] LEVELS = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /// Twice the 16 values of a 4-bit float E2M1.
  private static final byte[] TWICE_E2M1 = {
    0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12
  };

  private SmallBlocks() {}

  static int unsigned(MemorySegment data, long at) {
    return data.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
  }

  static int word(MemorySegment data, long at) {
    return data.get(SHORT, at) & 0xFFFF;
  }

  static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }

  static void q40(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at);
    for (int i = 0; i < 16; i++) {
      int pair = unsigned(data, at + 2 + i);
      out[to + i] = scale * ((pair & 15) - 8);
      out[to + 16 + i] = scale * ((pair >> 4) - 8);
    }
  }

  static void q41(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at);
    float minimum = half(data, at + 2);
    for (int i = 0; i < 16; i++) {
      int pair = unsigned(data, at + 4 + i);
      out[to + i] = scale * (pair & 15) + minimum;
      out[to + 16 + i] = scale * (pair >> 4) + minimum;
    }
  }

  static void q50(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at);
    int fifth = data.get(INT, at + 2);
    for (int i = 0; i < 16; i++) {
      int pair = unsigned(data, at + 6 + i);
      out[to + i] = scale * (((pair & 15) | (fifth >>> i & 1) << 4) - 16);
      out[to + 16 + i] = scale * (((pair >> 4) | (fifth >>> (16 + i) & 1) << 4) - 16);
    }
  }

  static void q51(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at);
    float minimum = half(data, at + 2);
    int fifth = data.get(INT, at + 4);
    for (int i = 0; i < 16; i++) {
      int pair = unsigned(data, at + 8 + i);
      out[to + i] = scale * ((pair & 15) | (fifth >>> i & 1) << 4) + minimum;
      out[to + 16 + i] = scale * ((pair >> 4) | (fifth >>> (16 + i) & 1) << 4) + minimum;
    }
  }

  static void q80(MemorySegment data, long at, float[] out, int to) {
    float scale = half(data, at);
    for (int i = 0; i < 32; i++) {
      out[to + i] = scale * data.get(ValueLayout.JAVA_BYTE, at + 2 + i);
    }
  }

  static void iq4nl(MemorySegment data, long at, float[] out, int to) {
    levels(data, at + 2, half(data, at), out, to);
  }

  /// 32 elements of 16 bytes of nibbles that choose a level.
  static void levels(MemorySegment data, long at, float scale, float[] out, int to) {
    for (int i = 0; i < 16; i++) {
      int pair = unsigned(data, at + i);
      out[to + i] = scale * LEVELS[pair & 15];
      out[to + 16 + i] = scale * LEVELS[pair >> 4];
    }
  }

  static void mxfp4(MemorySegment data, long at, float[] out, int to) {
    float half = halfPowerOfTwo(unsigned(data, at));
    for (int i = 0; i < 16; i++) {
      int pair = unsigned(data, at + 1 + i);
      out[to + i] = half * TWICE_E2M1[pair & 15];
      out[to + 16 + i] = half * TWICE_E2M1[pair >> 4];
    }
  }

  /// Half of the E8M0 scale 2^(code - 127): 2^(code - 128), subnormal for codes 0 and 1. Code 255
  /// (NaN in the OCP format) is 2^127 as in ggml.
  static float halfPowerOfTwo(int code) {
    return Float.intBitsToFloat(code < 2 ? 0x0020_0000 << code : (code - 1) << 23);
  }
}
