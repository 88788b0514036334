package dev.fathom.kernel;

import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The scales of a row of quantised blocks as f32, ahead of the loop over its weights: 16 a block
/// of 256, one a block of 32. Products of scale and sub-scale are exact.
final class VectorScales {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;

  /// Whether the machine has vectors of 16 ints.
  private static final boolean SIXTEEN = VectorLanes.COUNT >= 16;

  // The first 16 bytes of a Q4_K block are d, dmin, four bytes A, four B, four C. Scales 0 to 3 are
  // A & 63 and 4 to 7 are C & 15 with the top bits of A; minima likewise B and C >> 4 with those
  // of B.
  private static final VectorShuffle<Integer> LOW =
      VectorShuffle.fromValues(INTS, 4, 5, 6, 7, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  private static final VectorShuffle<Integer> TOP =
      VectorShuffle.fromValues(INTS, 4, 5, 6, 7, 4, 5, 6, 7, 8, 9, 10, 11, 8, 9, 10, 11);
  private static final IntVector LOW_SHIFT = lanes(0, 0, 0, 4);
  private static final IntVector LOW_MASK = lanes(63, 15, 63, 15);
  private static final IntVector TOP_MASK = lanes(0, 48, 0, 48);
  private static final VectorMask<Float> MINIMA = VectorMask.fromLong(FLOATS, 0xFF00);

  private VectorScales() {}

  private static IntVector lanes(int first, int second, int third, int fourth) {
    int[] values = {first, second, third, fourth};
    int[] lanes = new int[16];
    for (int i = 0; i < 16; i++) {
      lanes[i] = values[i / 4];
    }
    return IntVector.fromArray(INTS, lanes, 0);
  }

  static float half(byte[] bytes, int at) {
    return Float.float16ToFloat((short) SHORT.get(bytes, at));
  }

  /// Q4_K and Q5_K: the eight steps of a block, then its eight minima, negative.
  static void sixBit(byte[] bytes, int from, int blockBytes, int blocks, float[] out, int to) {
    if (SIXTEEN) {
      sixBitVectors(bytes, from, blockBytes, blocks, out, to);
      return;
    }
    for (int block = 0; block < blocks; block++) {
      int at = from + block * blockBytes;
      float step = half(bytes, at);
      float minimum = -half(bytes, at + 2);
      for (int i = 0; i < 4; i++) {
        int a = bytes[at + 4 + i] & 255;
        int b = bytes[at + 8 + i] & 255;
        int c = bytes[at + 12 + i] & 255;
        int slot = to + block * 16 + i;
        out[slot] = step * (a & 63);
        out[slot + 4] = step * ((c & 15) | ((a >> 6) << 4));
        out[slot + 8] = minimum * (b & 63);
        out[slot + 12] = minimum * ((c >> 4) | ((b >> 6) << 4));
      }
    }
  }

  private static void sixBitVectors(
      byte[] bytes, int from, int blockBytes, int blocks, float[] out, int to) {
    for (int block = 0; block < blocks; block++) {
      int at = from + block * blockBytes;
      float step = half(bytes, at);
      float minimum = -half(bytes, at + 2);
      IntVector head =
          (IntVector) ByteVector.fromArray(BYTES, bytes, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      IntVector low = head.rearrange(LOW).lanewise(LSHR, LOW_SHIFT).and(LOW_MASK);
      IntVector top = head.rearrange(TOP).lanewise(LSHR, 2).and(TOP_MASK);
      FloatVector factor = FloatVector.broadcast(FLOATS, step).blend(minimum, MINIMA);
      ((FloatVector) low.or(top).convert(I2F, 0)).mul(factor).intoArray(out, to + block * 16);
    }
  }

  /// Q6_K: the sixteen steps of a block.
  static void eightBit(byte[] bytes, int from, int blocks, float[] out, int to) {
    for (int block = 0; block < blocks; block++) {
      int at = from + block * 210;
      float step = half(bytes, at + 208);
      if (SIXTEEN) {
        IntVector subs =
            (IntVector) ByteVector.fromArray(BYTES, bytes, at + 192).convertShape(B2I, INTS, 0);
        ((FloatVector) subs.convert(I2F, 0)).mul(step).intoArray(out, to + block * 16);
      } else {
        for (int i = 0; i < 16; i++) {
          out[to + block * 16 + i] = step * bytes[at + 192 + i];
        }
      }
    }
  }

  /// Q4_0 and Q8_0: the one step of a block, which stands first in it.
  static void leading(byte[] bytes, int from, int blockBytes, int blocks, float[] out, int to) {
    for (int block = 0; block < blocks; block++) {
      out[to + block] = half(bytes, from + block * blockBytes);
    }
  }
}
