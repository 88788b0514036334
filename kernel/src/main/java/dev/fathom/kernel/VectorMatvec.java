package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.BYTES;
import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.FLOATS;
import static dev.fathom.kernel.VectorLanes.INTS;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
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
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /// Columns up to which the activations stay in the first cache beside the rest.
  private static final int NEAR = 4096;

  /// Columns up to which two rows are taken apart together.
  private static final int PIECE = 2048;

  /// Bytes copied at a time, at least a row.
  private static final int SMALL_PORTION = 2560;

  private static final int LARGE_PORTION = 48 * 1024;

  /// Floats of the sums of a row.
  private static final int SUMS = 4 * COUNT;

  /// Rows that should be asked for at once, so that the start of a group counts little.
  static final int HEIGHT = 64;

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

  /// Products of rows `first .. first + height` with the activations `x` go to `scratch.sums`.
  ///
  /// Rows are copied to a nearer cache, then taken apart and multiplied. Measured, from memory, at
  /// 8960 columns of Q4_K: 28 ns a block with portions of 1 KB, 20 with 48 KB; 14.6 with small ones
  /// if the activations are made to fit in the first cache, as up to `NEAR` columns they do. That
  /// misses of the first cache stop the machine from reading ahead would explain it, but predicts
  /// 16 and not 20: not settled (`docs/LOG.md`).
  static void rows(Tensor w, int first, int height, MemorySegment x, VectorScratch scratch) {
    if (w.type() == ElementType.Q4_K || w.type() == ElementType.Q6_K) {
      VectorSuperRows.rows(w, first, height, x, scratch);
      return;
    }
    int columns = w.columns();
    int rowBytes = (int) w.type().bytes(columns);
    int portion = Math.max(1, (columns <= NEAR ? SMALL_PORTION : LARGE_PORTION) / rowBytes);
    // the strips of two short rows are one; not if a step would reach from one row into the next
    int together = columns <= PIECE && columns % VectorLanes.STEP == 0 ? 2 : 1;
    scratch.needRaw(Math.multiplyExact(portion, rowBytes));
    scratch.needBytes(together * columns + 32); // no type has more than a byte of levels
    scratch.needScales(together * columns / 8 + 1);
    for (int done = 0; done < height; done += portion) {
      int count = Math.min(portion, height - done);
      long at = (first + done) * w.rowStride();
      MemorySegment.copy(w.data(), BYTE, at, scratch.raw, 0, count * rowBytes);
      for (int row = 0; row < count; row += together) {
        int some = Math.min(together, count - row);
        Arrays.fill(scratch.lanes, 0, some * SUMS, 0);
        strip(w.type(), row * rowBytes, some * columns, scratch);
        for (int i = 0; i < some; i++) {
          multiply(w.type(), i * columns, columns, x, scratch, i * SUMS);
        }
        total(some, done + row, scratch);
      }
    }
  }

  private static void total(int count, int row, VectorScratch scratch) {
    for (int i = 0; i < count; i++) {
      VectorLanes.fold(scratch.lanes, i * SUMS);
      scratch.sums[row + i] = VectorLanes.sum(scratch.lanes, i * SUMS);
    }
  }

  /// Takes `columns` columns at `raw[from]` apart.
  private static void strip(ElementType type, int from, int columns, VectorScratch scratch) {
    byte[] raw = scratch.raw;
    byte[] levels = scratch.bytes;
    float[] scales = scratch.scales;
    switch (type) {
      case Q8_0 -> {
        VectorStrips.q80(raw, from, columns / 32, levels, scales);
        Arrays.fill(levels, columns, columns + 32, (byte) 0); // half a step may be missing
        scales[columns / 32] = 0;
      }
      case Q4_0 -> {
        VectorStrips.q40(raw, from, columns / 32, levels, scales);
        Arrays.fill(levels, columns / 2, columns / 2 + 16, (byte) 0);
        scales[columns / 32] = 0;
      }
      case F32,
          F16,
          BF16,
          F8_E4M3,
          Q4_1,
          Q5_0,
          Q5_1,
          Q2_K,
          Q3_K,
          Q4_K,
          Q5_K,
          Q6_K,
          IQ4_NL,
          IQ4_XS,
          MXFP4 ->
          throw new AssertionError(type);
    }
  }

  /// Adds the products of `columns` columns, from column `from` of the strips on, to the sums at
  /// `scratch.lanes[to]`.
  private static void multiply(
      ElementType type, int from, int columns, MemorySegment x, VectorScratch scratch, int to) {
    byte[] levels = scratch.bytes;
    float[] scales = scratch.scales;
    float[] lanes = scratch.lanes;
    switch (type) {
      case Q8_0 -> q80(levels, from, columns, scales, from / 32, x, lanes, to);
      case Q4_0 -> q40(levels, from / 2, columns, scales, from / 32, x, lanes, to);
      case F32,
          F16,
          BF16,
          F8_E4M3,
          Q4_1,
          Q5_0,
          Q5_1,
          Q2_K,
          Q3_K,
          Q4_K,
          Q5_K,
          Q6_K,
          IQ4_NL,
          IQ4_XS,
          MXFP4 ->
          throw new AssertionError(type);
    }
  }

  private static IntVector unsigned(byte[] bytes, int at) {
    return (IntVector)
        ByteVector.fromArray(BYTES, bytes, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
  }

  private static FloatVector signed(byte[] bytes, int at) {
    IntVector level = (IntVector) ByteVector.fromArray(BYTES, bytes, at).convertShape(B2I, INTS, 0);
    return (FloatVector) level.convert(I2F, 0);
  }

  static void q80(
      byte[] levels,
      int l,
      int columns,
      float[] scales,
      int s,
      MemorySegment x,
      float[] sums,
      int to) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, to);
    FloatVector b = FloatVector.fromArray(FLOATS, sums, to + COUNT);
    FloatVector c = FloatVector.fromArray(FLOATS, sums, to + 2 * COUNT);
    FloatVector d = FloatVector.fromArray(FLOATS, sums, to + 3 * COUNT);
    for (int group = 0; group < Math.ceilDiv(columns, 64); group++) {
      int at = l + 64 * group;
      long k = 256L * group;
      FloatVector step = FloatVector.broadcast(FLOATS, scales[s + 2 * group]);
      a = signed(levels, at).mul(step).fma(FloatVector.fromMemorySegment(FLOATS, x, k, ORDER), a);
      b =
          signed(levels, at + 16)
              .mul(step)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k + 64, ORDER), b);
      step = FloatVector.broadcast(FLOATS, scales[s + 2 * group + 1]);
      c =
          signed(levels, at + 32)
              .mul(step)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k + 128, ORDER), c);
      d =
          signed(levels, at + 48)
              .mul(step)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k + 192, ORDER), d);
    }
    a.intoArray(sums, to);
    b.intoArray(sums, to + COUNT);
    c.intoArray(sums, to + 2 * COUNT);
    d.intoArray(sums, to + 3 * COUNT);
  }

  static void q40(
      byte[] levels,
      int l,
      int columns,
      float[] scales,
      int s,
      MemorySegment x,
      float[] sums,
      int to) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, to);
    FloatVector b = FloatVector.fromArray(FLOATS, sums, to + COUNT);
    FloatVector c = FloatVector.fromArray(FLOATS, sums, to + 2 * COUNT);
    FloatVector d = FloatVector.fromArray(FLOATS, sums, to + 3 * COUNT);
    for (int group = 0; group < Math.ceilDiv(columns, 64); group++) {
      IntVector u = unsigned(levels, l + 32 * group);
      IntVector v = unsigned(levels, l + 32 * group + 16);
      long k = 256L * group;
      FloatVector step = FloatVector.broadcast(FLOATS, scales[s + 2 * group]);
      a =
          ((FloatVector) u.and(15).sub(8).convert(I2F, 0))
              .mul(step)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k, ORDER), a);
      b =
          ((FloatVector) u.lanewise(LSHR, 4).sub(8).convert(I2F, 0))
              .mul(step)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k + 64, ORDER), b);
      step = FloatVector.broadcast(FLOATS, scales[s + 2 * group + 1]);
      c =
          ((FloatVector) v.and(15).sub(8).convert(I2F, 0))
              .mul(step)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k + 128, ORDER), c);
      d =
          ((FloatVector) v.lanewise(LSHR, 4).sub(8).convert(I2F, 0))
              .mul(step)
              .fma(FloatVector.fromMemorySegment(FLOATS, x, k + 192, ORDER), d);
    }
    a.intoArray(sums, to);
    b.intoArray(sums, to + COUNT);
    c.intoArray(sums, to + 2 * COUNT);
    d.intoArray(sums, to + 3 * COUNT);
  }
}
