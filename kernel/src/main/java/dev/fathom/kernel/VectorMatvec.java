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
  /// Bytes copied from a tensor at a time; they stay in the first cache.
  private static final int BATCH = 8 * 1024;

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
  /// `scratch.sums`.
  static void rows(Tensor w, int first, int height, float[] x, int x0, VectorScratch scratch) {
    ElementType type = w.type();
    int columns = w.columns();
    int rowBytes = (int) type.bytes(columns);
    int batch = Math.clamp(BATCH / rowBytes / 2 * 2, 2, height + 1);
    scratch.needBytes(Math.multiplyExact(batch, rowBytes));
    scratch.needScales(columns / 8);
    for (int done = 0; done < height; done += batch) {
      int count = Math.min(batch, height - done);
      read(w, first + done, count, rowBytes, scratch.bytes);
      for (int row = 0; row < count; row += 2) {
        // an odd last row is computed twice
        int next = Math.min(row + 1, count - 1);
        pair(type, row * rowBytes, next * rowBytes, columns, x, x0, scratch);
        VectorLanes.sums(scratch.lanes, next - row + 1, scratch.sums, done + row);
      }
    }
  }

  private static void read(Tensor w, long row, int count, int rowBytes, byte[] bytes) {
    MemorySegment data = w.data();
    if (w.isContiguous()) {
      MemorySegment.copy(
          data, ValueLayout.JAVA_BYTE, row * rowBytes, bytes, 0, count * rowBytes);
      return;
    }
    for (int i = 0; i < count; i++) {
      long at = (row + i) * w.rowStride();
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, bytes, i * rowBytes, rowBytes);
    }
  }

  /// Two rows that begin at `bytes[p]` and `bytes[q]`; lanes of both to the start of
  /// `scratch.lanes`.
  private static void pair(
      ElementType type, int p, int q, int columns, float[] x, int x0, VectorScratch scratch) {
    byte[] bytes = scratch.bytes;
    float[] scales = scratch.scales;
    float[] lanes = scratch.lanes;
    switch (type) {
      case Q4_K -> {
        VectorScales.sixBit(bytes, p, 144, columns / 256, scales, 0);
        VectorScales.sixBit(bytes, q, 144, columns / 256, scales, columns / 16);
        q4k(bytes, p, q, columns, scales, x, x0, lanes);
      }
      case Q6_K -> {
        VectorScales.eightBit(bytes, p, columns / 256, scales, 0);
        VectorScales.eightBit(bytes, q, columns / 256, scales, columns / 16);
        q6k(bytes, p, columns, scales, 0, x, x0, lanes, 0);
        q6k(bytes, q, columns, scales, columns / 16, x, x0, lanes, COUNT);
      }
      case Q8_0 -> {
        VectorScales.leading(bytes, p, 34, columns / 32, scales, 0);
        VectorScales.leading(bytes, q, 34, columns / 32, scales, columns / 32);
        q80(bytes, p, q, columns, scales, x, x0, lanes);
      }
      case Q4_0 -> {
        VectorScales.leading(bytes, p, 18, columns / 32, scales, 0);
        VectorScales.leading(bytes, q, 18, columns / 32, scales, columns / 32);
        q40(bytes, p, q, columns, scales, x, x0, lanes);
      }
      case F32, F16, BF16, F8_E4M3, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q5_K, IQ4_NL, IQ4_XS, MXFP4 ->
          throw new AssertionError(type);
    }
  }

  private static void q4k(
      byte[] bytes, int p, int q, int columns, float[] scales, float[] x, int x0, float[] lanes) {
    int second = columns / 16;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    for (int k = 0; k < columns; k += 64) {
      int at = (k >> 8) * 144 + 16 + ((k & 255) >> 1);
      int sub = (k >> 8) * 16 + ((k & 255) >> 5);
      IntVector u0 = unsigned(bytes, p + at);
      IntVector v0 = unsigned(bytes, p + at + 16);
      IntVector u1 = unsigned(bytes, q + at);
      IntVector v1 = unsigned(bytes, q + at + 16);
      FloatVector step0 = FloatVector.broadcast(FLOATS, scales[sub]);
      FloatVector minimum0 = FloatVector.broadcast(FLOATS, scales[sub + 8]);
      FloatVector step1 = FloatVector.broadcast(FLOATS, scales[sub + second]);
      FloatVector minimum1 = FloatVector.broadcast(FLOATS, scales[sub + second + 8]);
      FloatVector xa = FloatVector.fromArray(FLOATS, x, x0 + k);
      FloatVector xb = FloatVector.fromArray(FLOATS, x, x0 + k + 16);
      a0 = ((FloatVector) u0.and(15).convert(I2F, 0)).fma(step0, minimum0).fma(xa, a0);
      b0 = ((FloatVector) v0.and(15).convert(I2F, 0)).fma(step0, minimum0).fma(xb, b0);
      a1 = ((FloatVector) u1.and(15).convert(I2F, 0)).fma(step1, minimum1).fma(xa, a1);
      b1 = ((FloatVector) v1.and(15).convert(I2F, 0)).fma(step1, minimum1).fma(xb, b1);
      step0 = FloatVector.broadcast(FLOATS, scales[sub + 1]);
      minimum0 = FloatVector.broadcast(FLOATS, scales[sub + 9]);
      step1 = FloatVector.broadcast(FLOATS, scales[sub + second + 1]);
      minimum1 = FloatVector.broadcast(FLOATS, scales[sub + second + 9]);
      xa = FloatVector.fromArray(FLOATS, x, x0 + k + 32);
      xb = FloatVector.fromArray(FLOATS, x, x0 + k + 48);
      a0 = ((FloatVector) u0.lanewise(LSHR, 4).convert(I2F, 0)).fma(step0, minimum0).fma(xa, a0);
      b0 = ((FloatVector) v0.lanewise(LSHR, 4).convert(I2F, 0)).fma(step0, minimum0).fma(xb, b0);
      a1 = ((FloatVector) u1.lanewise(LSHR, 4).convert(I2F, 0)).fma(step1, minimum1).fma(xa, a1);
      b1 = ((FloatVector) v1.lanewise(LSHR, 4).convert(I2F, 0)).fma(step1, minimum1).fma(xb, b1);
    }
    a0.add(b0).intoArray(lanes, 0);
    a1.add(b1).intoArray(lanes, 16);
  }

  private static IntVector unsigned(byte[] bytes, int at) {
    return (IntVector) ByteVector.fromArray(BYTES, bytes, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
  }

  /// One row: 128 columns a turn, even chunks of their four groups of 32, then odd ones.
  private static void q6k(
      byte[] bytes,
      int p,
      int columns,
      float[] scales,
      int s,
      float[] x,
      int x0,
      float[] lanes,
      int to) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    for (int k = 0; k < columns; k += 128) {
      int at = p + (k >> 8) * 210 + ((k & 128) >> 1);
      int tops = p + (k >> 8) * 210 + 128 + ((k & 128) >> 2);
      int sub = s + (k >> 4);
      int xk = x0 + k;
      IntVector first = unsigned(bytes, at);
      IntVector second = unsigned(bytes, at + 32);
      IntVector top = unsigned(bytes, tops);
      IntVector third = unsigned(bytes, at + 16);
      IntVector fourth = unsigned(bytes, at + 48);
      IntVector next = unsigned(bytes, tops + 16);
      FloatVector value = (FloatVector) first.and(15).or(top.lanewise(LSHL, 4).and(48)).sub(32).convert(I2F, 0);
      a = value.mul(scales[sub]).fma(FloatVector.fromArray(FLOATS, x, xk), a);
      value = (FloatVector) second.and(15).or(top.lanewise(LSHL, 2).and(48)).sub(32).convert(I2F, 0);
      a = value.mul(scales[sub + 2]).fma(FloatVector.fromArray(FLOATS, x, xk + 32), a);
      value = (FloatVector) first.lanewise(LSHR, 4).or(top.and(48)).sub(32).convert(I2F, 0);
      a = value.mul(scales[sub + 4]).fma(FloatVector.fromArray(FLOATS, x, xk + 64), a);
      value = (FloatVector) second.lanewise(LSHR, 4).or(top.lanewise(LSHR, 2).and(48)).sub(32).convert(I2F, 0);
      a = value.mul(scales[sub + 6]).fma(FloatVector.fromArray(FLOATS, x, xk + 96), a);
      value = (FloatVector) third.and(15).or(next.lanewise(LSHL, 4).and(48)).sub(32).convert(I2F, 0);
      b = value.mul(scales[sub + 1]).fma(FloatVector.fromArray(FLOATS, x, xk + 16), b);
      value = (FloatVector) fourth.and(15).or(next.lanewise(LSHL, 2).and(48)).sub(32).convert(I2F, 0);
      b = value.mul(scales[sub + 3]).fma(FloatVector.fromArray(FLOATS, x, xk + 48), b);
      value = (FloatVector) third.lanewise(LSHR, 4).or(next.and(48)).sub(32).convert(I2F, 0);
      b = value.mul(scales[sub + 5]).fma(FloatVector.fromArray(FLOATS, x, xk + 80), b);
      value = (FloatVector) fourth.lanewise(LSHR, 4).or(next.lanewise(LSHR, 2).and(48)).sub(32).convert(I2F, 0);
      b = value.mul(scales[sub + 7]).fma(FloatVector.fromArray(FLOATS, x, xk + 112), b);
    }
    a.add(b).intoArray(lanes, to);
  }

  private static void q80(
      byte[] bytes, int p, int q, int columns, float[] scales, float[] x, int x0, float[] lanes) {
    int second = columns / 32;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    for (int k = 0; k < columns; k += 32) {
      int block = k >> 5;
      int at = block * 34 + 2;
      FloatVector step0 = FloatVector.broadcast(FLOATS, scales[block]);
      FloatVector step1 = FloatVector.broadcast(FLOATS, scales[block + second]);
      FloatVector xa = FloatVector.fromArray(FLOATS, x, x0 + k);
      FloatVector xb = FloatVector.fromArray(FLOATS, x, x0 + k + 16);
      a0 = signed(bytes, p + at).mul(step0).fma(xa, a0);
      b0 = signed(bytes, p + at + 16).mul(step0).fma(xb, b0);
      a1 = signed(bytes, q + at).mul(step1).fma(xa, a1);
      b1 = signed(bytes, q + at + 16).mul(step1).fma(xb, b1);
    }
    a0.add(b0).intoArray(lanes, 0);
    a1.add(b1).intoArray(lanes, 16);
  }

  private static FloatVector signed(byte[] bytes, int at) {
    IntVector level = (IntVector) ByteVector.fromArray(BYTES, bytes, at).convertShape(B2I, INTS, 0);
    return (FloatVector) level.convert(I2F, 0);
  }

  private static void q40(
      byte[] bytes, int p, int q, int columns, float[] scales, float[] x, int x0, float[] lanes) {
    int second = columns / 32;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    for (int k = 0; k < columns; k += 32) {
      int block = k >> 5;
      int at = block * 18 + 2;
      FloatVector step0 = FloatVector.broadcast(FLOATS, scales[block]);
      FloatVector step1 = FloatVector.broadcast(FLOATS, scales[block + second]);
      FloatVector xa = FloatVector.fromArray(FLOATS, x, x0 + k);
      FloatVector xb = FloatVector.fromArray(FLOATS, x, x0 + k + 16);
      IntVector u0 = unsigned(bytes, p + at);
      IntVector u1 = unsigned(bytes, q + at);
      a0 = ((FloatVector) u0.and(15).sub(8).convert(I2F, 0)).mul(step0).fma(xa, a0);
      b0 = ((FloatVector) u0.lanewise(LSHR, 4).sub(8).convert(I2F, 0)).mul(step0).fma(xb, b0);
      a1 = ((FloatVector) u1.and(15).sub(8).convert(I2F, 0)).mul(step1).fma(xa, a1);
      b1 = ((FloatVector) u1.lanewise(LSHR, 4).sub(8).convert(I2F, 0)).mul(step1).fma(xb, b1);
    }
    a0.add(b0).intoArray(lanes, 0);
    a1.add(b1).intoArray(lanes, 16);
  }
}
