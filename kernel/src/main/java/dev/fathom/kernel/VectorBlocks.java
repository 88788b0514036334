package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.BYTES;
import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.FLOATS;
import static dev.fathom.kernel.VectorLanes.INTS;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Decodes rows that {@link VectorStrips} took apart, as {@link BlockDecoder} does: the values are
/// the same but for one rounding where a minimum is subtracted. {@link VectorMatvec} repeats these
/// expressions, word for word, and multiplies at once.
final class VectorBlocks {
  private VectorBlocks() {}

  static void q4k(byte[] levels, int columns, float[] scales, float[] out, int to) {
    for (int group = 0; group < columns / 64; group++) {
      FloatVector step = FloatVector.broadcast(FLOATS, scales[4 * group]);
      FloatVector minimum = FloatVector.broadcast(FLOATS, scales[4 * group + 1]);
      FloatVector nextStep = FloatVector.broadcast(FLOATS, scales[4 * group + 2]);
      FloatVector nextMinimum = FloatVector.broadcast(FLOATS, scales[4 * group + 3]);
      for (int i = 0; i < 32; i += COUNT) {
        IntVector pair = unsigned(levels, 32 * group + i);
        FloatVector low = (FloatVector) pair.and(15).convert(I2F, 0);
        low.fma(step, minimum).intoArray(out, to + 64 * group + i);
        FloatVector high = (FloatVector) pair.lanewise(LSHR, 4).convert(I2F, 0);
        high.fma(nextStep, nextMinimum).intoArray(out, to + 64 * group + 32 + i);
      }
    }
  }

  private static IntVector unsigned(byte[] bytes, int at) {
    return (IntVector)
        ByteVector.fromArray(BYTES, bytes, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
  }

  /// As `q4k` with a fifth bit: bit `sub` of byte `element % 32` ahead of the nibbles.
  static void q5k(byte[] levels, int columns, float[] scales, float[] out, int to) {
    for (int part = 0; part < columns / 32; part++) {
      int fifths = (part >> 3) * 160;
      int sub = part & 7;
      int nibbles = fifths + 32 + (sub >> 1) * 32;
      int shift = (sub & 1) * 4;
      FloatVector step = FloatVector.broadcast(FLOATS, scales[2 * part]);
      FloatVector minimum = FloatVector.broadcast(FLOATS, scales[2 * part + 1]);
      for (int i = 0; i < 32; i += COUNT) {
        IntVector pair = unsigned(levels, nibbles + i);
        IntVector fifth = unsigned(levels, fifths + i);
        IntVector level = pair.lanewise(LSHR, shift).and(15);
        level = level.or(fifth.lanewise(LSHR, sub).and(1).lanewise(LSHL, 4));
        FloatVector value = (FloatVector) level.convert(I2F, 0);
        value.fma(step, minimum).intoArray(out, to + 32 * part + i);
      }
    }
  }

  static void q6k(byte[] levels, int columns, float[] scales, float[] out, int to) {
    for (int sub = 0; sub < columns / 16; sub++) {
      FloatVector step = FloatVector.broadcast(FLOATS, scales[sub]);
      for (int i = 0; i < 16; i += COUNT) {
        signed(levels, 16 * sub + i).mul(step).intoArray(out, to + 16 * sub + i);
      }
    }
  }

  private static FloatVector signed(byte[] bytes, int at) {
    IntVector level = (IntVector) ByteVector.fromArray(BYTES, bytes, at).convertShape(B2I, INTS, 0);
    return (FloatVector) level.convert(I2F, 0);
  }

  static void q80(byte[] levels, int columns, float[] scales, float[] out, int to) {
    for (int block = 0; block < columns / 32; block++) {
      FloatVector step = FloatVector.broadcast(FLOATS, scales[block]);
      for (int i = 0; i < 32; i += COUNT) {
        signed(levels, 32 * block + i).mul(step).intoArray(out, to + 32 * block + i);
      }
    }
  }

  static void q40(byte[] levels, int columns, float[] scales, float[] out, int to) {
    for (int block = 0; block < columns / 32; block++) {
      FloatVector step = FloatVector.broadcast(FLOATS, scales[block]);
      for (int i = 0; i < 16; i += COUNT) {
        IntVector pair = unsigned(levels, 16 * block + i);
        FloatVector low = (FloatVector) pair.and(15).sub(8).convert(I2F, 0);
        low.mul(step).intoArray(out, to + 32 * block + i);
        FloatVector high = (FloatVector) pair.lanewise(LSHR, 4).sub(8).convert(I2F, 0);
        high.mul(step).intoArray(out, to + 32 * block + 16 + i);
      }
    }
  }
}
