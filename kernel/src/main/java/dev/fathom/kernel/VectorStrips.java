package dev.fathom.kernel;

import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Takes the blocks of a row apart: their levels to one strip of bytes, their scales, as f32, to
/// another. The loops over the weights then run straight through both, which halves their
/// instructions. Products of scale and sub-scale are exact.
final class VectorStrips {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ORDER);

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Byte> BYTES_16 = ByteVector.SPECIES_128;
  private static final VectorSpecies<Byte> BYTES_32 = ByteVector.SPECIES_256;

  /// Whether the machine has vectors of 16 ints.
  private static final boolean SIXTEEN = VectorLanes.COUNT == 16;

  // The first 16 bytes of a Q4_K block are d, dmin, four bytes A, four B, four C. Scales 0 to 3 are
  // A & 63 and 4 to 7 are C & 15 with the top bits of A; minima likewise B and C >> 4 with those
  // of B. Even lanes take scales, odd ones minima.
  private static final VectorShuffle<Integer> LOW =
      VectorShuffle.fromValues(INTS, 4, 8, 5, 9, 6, 10, 7, 11, 12, 12, 13, 13, 14, 14, 15, 15);
  private static final VectorShuffle<Integer> TOP =
      VectorShuffle.fromValues(INTS, 4, 8, 5, 9, 6, 10, 7, 11, 4, 8, 5, 9, 6, 10, 7, 11);
  private static final IntVector LOW_SHIFT = lanes(0, 0, 0, 4);
  private static final IntVector LOW_MASK = lanes(63, 63, 15, 15);
  private static final IntVector TOP_MASK = lanes(0, 0, 48, 48);

  private VectorStrips() {}

  private static float half(byte[] bytes, int at) {
    return Float.float16ToFloat((short) SHORT.get(bytes, at));
  }

  /// Even and odd lanes of the lower half, then of the upper.
  private static IntVector lanes(int even, int odd, int upperEven, int upperOdd) {
    int[] lanes = new int[16];
    for (int i = 0; i < 16; i += 2) {
      lanes[i] = i < 8 ? even : upperEven;
      lanes[i + 1] = i < 8 ? odd : upperOdd;
    }
    return IntVector.fromArray(INTS, lanes, 0);
  }

  /// Q4_K: 128 bytes of levels a block; for each sub-block its step and its minimum, negative.
  static void q4k(byte[] raw, int from, int blocks, byte[] levels, float[] scales) {
    for (int block = 0; block < blocks; block++) {
      int at = from + block * 144;
      int target = block * 128;
      ByteVector.fromArray(BYTES_32, raw, at + 16).intoArray(levels, target);
      ByteVector.fromArray(BYTES_32, raw, at + 48).intoArray(levels, target + 32);
      ByteVector.fromArray(BYTES_32, raw, at + 80).intoArray(levels, target + 64);
      ByteVector.fromArray(BYTES_32, raw, at + 112).intoArray(levels, target + 96);
    }
    sixBit(raw, from, 144, blocks, scales);
  }

  /// Q5_K: 32 bytes of fifth bits and 128 of levels a block; scales as `q4k`.
  static void q5k(byte[] raw, int from, int blocks, byte[] levels, float[] scales) {
    for (int block = 0; block < blocks; block++) {
      System.arraycopy(raw, from + block * 176 + 16, levels, block * 160, 160);
    }
    sixBit(raw, from, 176, blocks, scales);
  }

  /// Scales of Q4_K and Q5_K alone.
  static void sixBit(byte[] raw, int from, int blockBytes, int blocks, float[] scales) {
    for (int block = 0; block < blocks; block++) {
      int at = from + block * blockBytes;
      float step = half(raw, at);
      float minimum = -half(raw, at + 2);
      if (SIXTEEN) {
        long pair =
            ((long) Float.floatToRawIntBits(minimum) << 32)
                | (Float.floatToRawIntBits(step) & 0xFFFF_FFFFL);
        FloatVector factors =
            LongVector.broadcast(LongVector.SPECIES_512, pair).reinterpretAsFloats();
        IntVector head =
            (IntVector)
                ByteVector.fromArray(BYTES_16, raw, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector low = head.rearrange(LOW).lanewise(LSHR, LOW_SHIFT).and(LOW_MASK);
        IntVector top = head.rearrange(TOP).lanewise(LSHR, 2).and(TOP_MASK);
        FloatVector subs = (FloatVector) low.or(top).convert(I2F, 0);
        subs.mul(factors).intoArray(scales, block * 16);
      } else {
        for (int sub = 0; sub < 8; sub++) {
          int pair = block * 16 + 2 * sub;
          int a = raw[at + 4 + (sub & 3)] & 255;
          int b = raw[at + 8 + (sub & 3)] & 255;
          int c = raw[at + 12 + (sub & 3)] & 255;
          scales[pair] = step * (sub < 4 ? a & 63 : (c & 15) | ((a >> 6) << 4));
          scales[pair + 1] = minimum * (sub < 4 ? b & 63 : (c >> 4) | ((b >> 6) << 4));
        }
      }
    }
  }

  /// Q6_K: 256 bytes of signed levels a block, in the order of columns; a step for each 16 columns.
  /// Here 32 levels are put together at once, in the loops over weights it would be 16.
  static void q6k(byte[] raw, int from, int blocks, byte[] levels, float[] scales) {
    IntVector four = IntVector.broadcast(IntVector.SPECIES_256, 0x0F0F0F0F);
    IntVector two = IntVector.broadcast(IntVector.SPECIES_256, 0x30303030);
    for (int half = 0; half < 2 * blocks; half++) {
      int at = from + (half >> 1) * 210 + (half & 1) * 64;
      int tops = from + (half >> 1) * 210 + 128 + (half & 1) * 32;
      int target = half * 128;
      IntVector first = ByteVector.fromArray(BYTES_32, raw, at).reinterpretAsInts();
      IntVector second = ByteVector.fromArray(BYTES_32, raw, at + 32).reinterpretAsInts();
      IntVector top = ByteVector.fromArray(BYTES_32, raw, tops).reinterpretAsInts();
      IntVector level = first.and(four).or(top.lanewise(LSHL, 4).and(two));
      level.reinterpretAsBytes().sub((byte) 32).intoArray(levels, target);
      level = second.and(four).or(top.lanewise(LSHL, 2).and(two));
      level.reinterpretAsBytes().sub((byte) 32).intoArray(levels, target + 32);
      level = first.lanewise(LSHR, 4).and(four).or(top.and(two));
      level.reinterpretAsBytes().sub((byte) 32).intoArray(levels, target + 64);
      level = second.lanewise(LSHR, 4).and(four).or(top.lanewise(LSHR, 2).and(two));
      level.reinterpretAsBytes().sub((byte) 32).intoArray(levels, target + 96);
    }
    eightBit(raw, from, blocks, scales);
  }

  /// Scales of Q6_K alone.
  static void eightBit(byte[] raw, int from, int blocks, float[] scales) {
    for (int block = 0; block < blocks; block++) {
      int at = from + block * 210;
      float step = half(raw, at + 208);
      if (SIXTEEN) {
        IntVector subs =
            (IntVector) ByteVector.fromArray(BYTES_16, raw, at + 192).convertShape(B2I, INTS, 0);
        ((FloatVector) subs.convert(I2F, 0)).mul(step).intoArray(scales, block * 16);
      } else {
        for (int i = 0; i < 16; i++) {
          scales[block * 16 + i] = step * raw[at + 192 + i];
        }
      }
    }
  }

  /// Q8_0: 32 bytes of levels and a step a block.
  static void q80(byte[] raw, int from, int blocks, byte[] levels, float[] scales) {
    for (int block = 0; block < blocks; block++) {
      int at = from + block * 34;
      scales[block] = half(raw, at);
      ByteVector.fromArray(BYTES_32, raw, at + 2).intoArray(levels, block * 32);
    }
  }

  /// Q4_0: 16 bytes of levels and a step a block.
  static void q40(byte[] raw, int from, int blocks, byte[] levels, float[] scales) {
    for (int block = 0; block < blocks; block++) {
      int at = from + block * 18;
      scales[block] = half(raw, at);
      ByteVector.fromArray(BYTES_16, raw, at + 2).intoArray(levels, block * 16);
    }
  }
}
