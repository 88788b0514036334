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

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// One token by the rows of a weight, multiplied as they are decoded: the expressions of {@link
/// VectorBlocks}, the order of {@link VectorLanes}, hence the same bits as a product of decoded
/// rows. Only for 16 lanes, where a chunk never crosses a sub-block.
///
/// The bodies repeat themselves because the compiler counts: calls to our own methods are no longer
/// inlined once a body has 18,000 nodes before optimisation, some 40 vector operations, and every
/// vector is then boxed at the call. Those of the Vector API are always inlined.
final class VectorMatvec {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private VectorMatvec() {}

  /// Whether {@link #rows} takes weights of this type.
  static boolean knows(ElementType type) {
    return COUNT == 16
        && switch (type) {
          case Q4_K, Q6_K, Q8_0, Q4_0 -> true;
          case F32, F16, BF16, F8_E4M3, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q5_K, IQ4_NL, IQ4_XS, MXFP4 ->
              false;
        };
  }

  /// Products of rows `first .. first + height` with the activations at `x[x0]` go to
  /// `scratch.sums`. Two rows are copied to the first cache at a time: no more, so that the machine
  /// reads ahead in the tensor while these are multiplied.
  static void rows(Tensor w, int first, int height, float[] x, int x0, VectorScratch scratch) {
    int columns = w.columns();
    int rowBytes = (int) w.type().bytes(columns);
    scratch.needRaw(Math.multiplyExact(2, rowBytes));
    scratch.needBytes(Math.multiplyExact(2, columns)); // no type has more than a byte of levels
    scratch.needScales(columns / 8);
    for (int row = 0; row < height; row += 2) {
      int count = Math.min(2, height - row); // an odd last row meets what the one before it left
      long at = (long) (first + row) * w.rowStride();
      MemorySegment.copy(w.data(), BYTE, at, scratch.raw, 0, rowBytes);
      if (count == 2) {
        MemorySegment.copy(w.data(), BYTE, at + w.rowStride(), scratch.raw, rowBytes, rowBytes);
      }
      pair(w.type(), rowBytes, columns, x, x0, scratch);
      VectorLanes.sums(scratch.lanes, count, scratch.sums, row);
    }
  }

  /// The rows at `raw[0]` and `raw[second]`; lanes of both to the start of `scratch.lanes`.
  private static void pair(
      ElementType type, int second, int columns, float[] x, int x0, VectorScratch scratch) {
    byte[] raw = scratch.raw;
    byte[] levels = scratch.bytes;
    float[] scales = scratch.scales;
    float[] lanes = scratch.lanes;
    switch (type) {
      case Q4_K -> {
        VectorStrips.q4k(raw, 0, columns / 128, levels, 0, scales, 0);
        q4k(levels, columns, scales, x, x0, lanes);
      }
      case Q6_K -> {
        VectorStrips.q6k(raw, 0, columns / 256, levels, 0, scales, 0);
        q6k(levels, columns, scales, x, x0, lanes, 0);
        VectorStrips.q6k(raw, second, columns / 256, levels, 0, scales, 0);
        q6k(levels, columns, scales, x, x0, lanes, COUNT);
      }
      case Q8_0 -> {
        VectorStrips.q80(raw, 0, columns / 16, levels, 0, scales, 0);
        q80(levels, columns, scales, x, x0, lanes);
      }
      case Q4_0 -> {
        VectorStrips.q40(raw, 0, columns / 16, levels, 0, scales, 0);
        q40(levels, columns, scales, x, x0, lanes);
      }
      case F32, F16, BF16, F8_E4M3, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q5_K, IQ4_NL, IQ4_XS, MXFP4 ->
          throw new AssertionError(type);
    }
  }

  /// Two rows whose strips lie behind each other.
  static void q4k(
      byte[] levels, int columns, float[] scales, float[] x, int x0, float[] lanes) {
    int q = columns / 2;
    int s = columns / 16;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    for (int group = 0; group < columns / 64; group++) {
      IntVector u0 = unsigned(levels, 32 * group);
      IntVector v0 = unsigned(levels, 32 * group + 16);
      IntVector u1 = unsigned(levels, q + 32 * group);
      IntVector v1 = unsigned(levels, q + 32 * group + 16);
      int sub = 4 * group;
      FloatVector step0 = FloatVector.broadcast(FLOATS, scales[sub]);
      FloatVector minimum0 = FloatVector.broadcast(FLOATS, scales[sub + 1]);
      FloatVector step1 = FloatVector.broadcast(FLOATS, scales[s + sub]);
      FloatVector minimum1 = FloatVector.broadcast(FLOATS, scales[s + sub + 1]);
      FloatVector xa = FloatVector.fromArray(FLOATS, x, x0 + 64 * group);
      FloatVector xb = FloatVector.fromArray(FLOATS, x, x0 + 64 * group + 16);
      a0 = ((FloatVector) u0.and(15).convert(I2F, 0)).fma(step0, minimum0).fma(xa, a0);
      b0 = ((FloatVector) v0.and(15).convert(I2F, 0)).fma(step0, minimum0).fma(xb, b0);
      a1 = ((FloatVector) u1.and(15).convert(I2F, 0)).fma(step1, minimum1).fma(xa, a1);
      b1 = ((FloatVector) v1.and(15).convert(I2F, 0)).fma(step1, minimum1).fma(xb, b1);
      step0 = FloatVector.broadcast(FLOATS, scales[sub + 2]);
      minimum0 = FloatVector.broadcast(FLOATS, scales[sub + 3]);
      step1 = FloatVector.broadcast(FLOATS, scales[s + sub + 2]);
      minimum1 = FloatVector.broadcast(FLOATS, scales[s + sub + 3]);
      xa = FloatVector.fromArray(FLOATS, x, x0 + 64 * group + 32);
      xb = FloatVector.fromArray(FLOATS, x, x0 + 64 * group + 48);
      a0 = ((FloatVector) u0.lanewise(LSHR, 4).convert(I2F, 0)).fma(step0, minimum0).fma(xa, a0);
      b0 = ((FloatVector) v0.lanewise(LSHR, 4).convert(I2F, 0)).fma(step0, minimum0).fma(xb, b0);
      a1 = ((FloatVector) u1.lanewise(LSHR, 4).convert(I2F, 0)).fma(step1, minimum1).fma(xa, a1);
      b1 = ((FloatVector) v1.lanewise(LSHR, 4).convert(I2F, 0)).fma(step1, minimum1).fma(xb, b1);
    }
    a0.add(b0).intoArray(lanes, 0);
    a1.add(b1).intoArray(lanes, COUNT);
  }

  private static IntVector unsigned(byte[] bytes, int at) {
    return (IntVector)
        ByteVector.fromArray(BYTES, bytes, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
  }

  /// One row: 128 columns a turn, even chunks of their four groups of 32, then odd ones.
  static void q6k(
      byte[] levels, int columns, float[] scales, float[] x, int x0, float[] lanes, int to) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    for (int half = 0; half < columns / 128; half++) {
      IntVector first = unsigned(levels, 96 * half);
      IntVector second = unsigned(levels, 96 * half + 32);
      IntVector top = unsigned(levels, 96 * half + 64);
      IntVector third = unsigned(levels, 96 * half + 16);
      IntVector fourth = unsigned(levels, 96 * half + 48);
      IntVector next = unsigned(levels, 96 * half + 80);
      int sub = 8 * half;
      int k = x0 + 128 * half;
      FloatVector value = (FloatVector) first.and(15).or(top.lanewise(LSHL, 4).and(48)).sub(32).convert(I2F, 0);
      a = value.mul(scales[sub]).fma(FloatVector.fromArray(FLOATS, x, k), a);
      value = (FloatVector) second.and(15).or(top.lanewise(LSHL, 2).and(48)).sub(32).convert(I2F, 0);
      a = value.mul(scales[sub + 2]).fma(FloatVector.fromArray(FLOATS, x, k + 32), a);
      value = (FloatVector) first.lanewise(LSHR, 4).or(top.and(48)).sub(32).convert(I2F, 0);
      a = value.mul(scales[sub + 4]).fma(FloatVector.fromArray(FLOATS, x, k + 64), a);
      value = (FloatVector) second.lanewise(LSHR, 4).or(top.lanewise(LSHR, 2).and(48)).sub(32).convert(I2F, 0);
      a = value.mul(scales[sub + 6]).fma(FloatVector.fromArray(FLOATS, x, k + 96), a);
      value = (FloatVector) third.and(15).or(next.lanewise(LSHL, 4).and(48)).sub(32).convert(I2F, 0);
      b = value.mul(scales[sub + 1]).fma(FloatVector.fromArray(FLOATS, x, k + 16), b);
      value = (FloatVector) fourth.and(15).or(next.lanewise(LSHL, 2).and(48)).sub(32).convert(I2F, 0);
      b = value.mul(scales[sub + 3]).fma(FloatVector.fromArray(FLOATS, x, k + 48), b);
      value = (FloatVector) third.lanewise(LSHR, 4).or(next.and(48)).sub(32).convert(I2F, 0);
      b = value.mul(scales[sub + 5]).fma(FloatVector.fromArray(FLOATS, x, k + 80), b);
      value = (FloatVector) fourth.lanewise(LSHR, 4).or(next.lanewise(LSHR, 2).and(48)).sub(32).convert(I2F, 0);
      b = value.mul(scales[sub + 7]).fma(FloatVector.fromArray(FLOATS, x, k + 112), b);
    }
    a.add(b).intoArray(lanes, to);
  }

  /// Two rows whose strips lie behind each other.
  private static void q80(
      byte[] levels, int columns, float[] scales, float[] x, int x0, float[] lanes) {
    int s = columns / 32;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    for (int block = 0; block < columns / 32; block++) {
      FloatVector step0 = FloatVector.broadcast(FLOATS, scales[block]);
      FloatVector step1 = FloatVector.broadcast(FLOATS, scales[s + block]);
      FloatVector xa = FloatVector.fromArray(FLOATS, x, x0 + 32 * block);
      FloatVector xb = FloatVector.fromArray(FLOATS, x, x0 + 32 * block + 16);
      a0 = signed(levels, 32 * block).mul(step0).fma(xa, a0);
      b0 = signed(levels, 32 * block + 16).mul(step0).fma(xb, b0);
      a1 = signed(levels, columns + 32 * block).mul(step1).fma(xa, a1);
      b1 = signed(levels, columns + 32 * block + 16).mul(step1).fma(xb, b1);
    }
    a0.add(b0).intoArray(lanes, 0);
    a1.add(b1).intoArray(lanes, COUNT);
  }

  private static FloatVector signed(byte[] bytes, int at) {
    IntVector level = (IntVector) ByteVector.fromArray(BYTES, bytes, at).convertShape(B2I, INTS, 0);
    return (FloatVector) level.convert(I2F, 0);
  }

  /// Two rows whose strips lie behind each other.
  private static void q40(
      byte[] levels, int columns, float[] scales, float[] x, int x0, float[] lanes) {
    int q = columns / 2;
    int s = columns / 32;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    for (int block = 0; block < columns / 32; block++) {
      IntVector u0 = unsigned(levels, 16 * block);
      IntVector u1 = unsigned(levels, q + 16 * block);
      FloatVector step0 = FloatVector.broadcast(FLOATS, scales[block]);
      FloatVector step1 = FloatVector.broadcast(FLOATS, scales[s + block]);
      FloatVector xa = FloatVector.fromArray(FLOATS, x, x0 + 32 * block);
      FloatVector xb = FloatVector.fromArray(FLOATS, x, x0 + 32 * block + 16);
      a0 = ((FloatVector) u0.and(15).sub(8).convert(I2F, 0)).mul(step0).fma(xa, a0);
      b0 = ((FloatVector) u0.lanewise(LSHR, 4).sub(8).convert(I2F, 0)).mul(step0).fma(xb, b0);
      a1 = ((FloatVector) u1.and(15).sub(8).convert(I2F, 0)).mul(step1).fma(xa, a1);
      b1 = ((FloatVector) u1.lanewise(LSHR, 4).sub(8).convert(I2F, 0)).mul(step1).fma(xb, b1);
    }
    a0.add(b0).intoArray(lanes, 0);
    a1.add(b1).intoArray(lanes, COUNT);
  }
}
