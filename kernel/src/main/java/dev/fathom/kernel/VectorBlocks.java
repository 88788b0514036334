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

/// Decodes whole rows of the types that matter most, as {@link BlockDecoder} does: the values are
/// the same but for one rounding where a minimum is subtracted. {@link VectorMatvec} repeats these
/// expressions, word for word, and multiplies at once.
final class VectorBlocks {
  private VectorBlocks() {}

  /// `scales` as {@link VectorScales#sixBit} leaves them.
  static void q4k(byte[] bytes, int from, int columns, float[] scales, float[] out, int to) {
    for (int k = 0; k < columns; k += 64) {
      int at = from + (k >> 8) * 144 + 16 + ((k & 255) >> 1);
      int sub = (k >> 8) * 16 + ((k & 255) >> 5);
      FloatVector step = FloatVector.broadcast(FLOATS, scales[sub]);
      FloatVector minimum = FloatVector.broadcast(FLOATS, scales[sub + 8]);
      FloatVector nextStep = FloatVector.broadcast(FLOATS, scales[sub + 1]);
      FloatVector nextMinimum = FloatVector.broadcast(FLOATS, scales[sub + 9]);
      for (int i = 0; i < 32; i += COUNT) {
        IntVector pair =
            (IntVector)
                ByteVector.fromArray(BYTES, bytes, at + i).convertShape(ZERO_EXTEND_B2I, INTS, 0);
        FloatVector low = (FloatVector) pair.and(15).convert(I2F, 0);
        low.fma(step, minimum).intoArray(out, to + k + i);
        FloatVector high = (FloatVector) pair.lanewise(LSHR, 4).convert(I2F, 0);
        high.fma(nextStep, nextMinimum).intoArray(out, to + k + 32 + i);
      }
    }
  }

  /// As `q4k` with a fifth bit: bit `sub` of byte `element % 32` behind the scales.
  static void q5k(byte[] bytes, int from, int columns, float[] scales, float[] out, int to) {
    for (int k = 0; k < columns; k += 32) {
      int block = from + (k >> 8) * 176;
      int part = (k & 255) >> 5;
      int at = block + 48 + (part >> 1) * 32;
      int shift = (part & 1) * 4;
      int sub = (k >> 8) * 16 + part;
      FloatVector step = FloatVector.broadcast(FLOATS, scales[sub]);
      FloatVector minimum = FloatVector.broadcast(FLOATS, scales[sub + 8]);
      for (int i = 0; i < 32; i += COUNT) {
        IntVector pair =
            (IntVector)
                ByteVector.fromArray(BYTES, bytes, at + i).convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector fifth =
            (IntVector)
                ByteVector.fromArray(BYTES, bytes, block + 16 + i)
                    .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector level = pair.lanewise(LSHR, shift).and(15);
        level = level.or(fifth.lanewise(LSHR, part).and(1).lanewise(LSHL, 4));
        ((FloatVector) level.convert(I2F, 0)).fma(step, minimum).intoArray(out, to + k + i);
      }
    }
  }

  /// `scales` as {@link VectorScales#eightBit} leaves them.
  static void q6k(byte[] bytes, int from, int columns, float[] scales, float[] out, int to) {
    for (int k = 0; k < columns; k += 128) {
      int at = from + (k >> 8) * 210 + ((k & 128) >> 1);
      int tops = from + (k >> 8) * 210 + 128 + ((k & 128) >> 2);
      for (int i = 0; i < 32; i += COUNT) {
        IntVector first =
            (IntVector)
                ByteVector.fromArray(BYTES, bytes, at + i).convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector second =
            (IntVector)
                ByteVector.fromArray(BYTES, bytes, at + 32 + i)
                    .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector top =
            (IntVector)
                ByteVector.fromArray(BYTES, bytes, tops + i).convertShape(ZERO_EXTEND_B2I, INTS, 0);
        int sub = (k + i) >> 4;
        int slot = to + k + i;
        six(first.and(15).or(top.lanewise(LSHL, 4).and(48)), scales[sub], out, slot);
        six(second.and(15).or(top.lanewise(LSHL, 2).and(48)), scales[sub + 2], out, slot + 32);
        six(first.lanewise(LSHR, 4).or(top.and(48)), scales[sub + 4], out, slot + 64);
        six(
            second.lanewise(LSHR, 4).or(top.lanewise(LSHR, 2).and(48)),
            scales[sub + 6],
            out,
            slot + 96);
      }
    }
  }

  private static void six(IntVector level, float step, float[] out, int to) {
    ((FloatVector) level.sub(32).convert(I2F, 0)).mul(step).intoArray(out, to);
  }

  /// `scales` as {@link VectorScales#leading} leaves them.
  static void q80(byte[] bytes, int from, int columns, float[] scales, float[] out, int to) {
    for (int k = 0; k < columns; k += 32) {
      int at = from + (k >> 5) * 34 + 2;
      FloatVector step = FloatVector.broadcast(FLOATS, scales[k >> 5]);
      for (int i = 0; i < 32; i += COUNT) {
        IntVector level =
            (IntVector) ByteVector.fromArray(BYTES, bytes, at + i).convertShape(B2I, INTS, 0);
        ((FloatVector) level.convert(I2F, 0)).mul(step).intoArray(out, to + k + i);
      }
    }
  }

  /// `scales` as {@link VectorScales#leading} leaves them.
  static void q40(byte[] bytes, int from, int columns, float[] scales, float[] out, int to) {
    for (int k = 0; k < columns; k += 32) {
      int at = from + (k >> 5) * 18 + 2;
      FloatVector step = FloatVector.broadcast(FLOATS, scales[k >> 5]);
      for (int i = 0; i < 16; i += COUNT) {
        IntVector pair =
            (IntVector)
                ByteVector.fromArray(BYTES, bytes, at + i).convertShape(ZERO_EXTEND_B2I, INTS, 0);
        FloatVector low = (FloatVector) pair.and(15).sub(8).convert(I2F, 0);
        low.mul(step).intoArray(out, to + k + i);
        FloatVector high = (FloatVector) pair.lanewise(LSHR, 4).sub(8).convert(I2F, 0);
        high.mul(step).intoArray(out, to + k + 16 + i);
      }
    }
  }
}
