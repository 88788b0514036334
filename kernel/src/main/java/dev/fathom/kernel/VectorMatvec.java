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

  /// The most columns multiplied at a time, a whole number of blocks and steps.
  private static final int PIECE = 2048;

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
  /// A row, or a piece of it, is copied to the first cache, then multiplied: so the memory is read
  /// in its order and in small portions, and the machine reads ahead. Portions above some 3 KB, or
  /// two rows in turns, take nearly twice the time (`docs/LOG.md`).
  static void rows(Tensor w, int first, int height, MemorySegment x, VectorScratch scratch) {
    ElementType type = w.type();
    scratch.needRaw((int) type.bytes(PIECE));
    scratch.needBytes(PIECE + 32); // no type has more than a byte of levels
    scratch.needScales(PIECE / 8);
    MemorySegment[] pieces = pieces(x, w.columns());
    for (int row = 0; row < height; row++) {
      Arrays.fill(scratch.lanes, 0, 4 * COUNT, 0);
      long at = (first + row) * w.rowStride();
      for (int i = 0; i < pieces.length; i++) {
        int columns = Math.min(PIECE, w.columns() - i * PIECE);
        int bytes = (int) type.bytes(columns);
        MemorySegment.copy(w.data(), BYTE, at, scratch.raw, 0, bytes);
        at += bytes;
        piece(type, columns, pieces[i], scratch);
      }
      VectorLanes.fold(scratch.lanes);
      scratch.sums[row] = VectorLanes.sum(scratch.lanes, 0);
    }
  }

  private static MemorySegment[] pieces(MemorySegment x, int columns) {
    MemorySegment[] pieces = new MemorySegment[Math.ceilDiv(columns, PIECE)];
    for (int i = 0; i < pieces.length; i++) {
      long from = (long) i * PIECE * Float.BYTES;
      pieces[i] = x.asSlice(from, Math.min((long) PIECE * Float.BYTES, x.byteSize() - from));
    }
    return pieces;
  }

  /// Adds the products of the `columns` columns in `scratch.raw` to the sums in `scratch.lanes`.
  private static void piece(ElementType type, int columns, MemorySegment x, VectorScratch scratch) {
    byte[] raw = scratch.raw;
    byte[] levels = scratch.bytes;
    float[] scales = scratch.scales;
    float[] lanes = scratch.lanes;
    switch (type) {
      case Q4_K -> {
        VectorStrips.q4k(raw, columns / 256, levels, scales);
        q4k(levels, columns, scales, x, lanes);
      }
      case Q6_K -> {
        VectorStrips.q6k(raw, columns / 256, levels, scales);
        q6k(levels, columns, scales, x, lanes);
      }
      case Q8_0 -> {
        VectorStrips.q80(raw, columns / 32, levels, scales);
        Arrays.fill(levels, columns, columns + 32, (byte) 0); // half a step may be missing
        scales[columns / 32] = 0;
        q80(levels, columns, scales, x, lanes);
      }
      case Q4_0 -> {
        VectorStrips.q40(raw, columns / 32, levels, scales);
        Arrays.fill(levels, columns / 2, columns / 2 + 16, (byte) 0);
        scales[columns / 32] = 0;
        q40(levels, columns, scales, x, lanes);
      }
      case F32, F16, BF16, F8_E4M3, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q5_K, IQ4_NL, IQ4_XS, MXFP4 ->
          throw new AssertionError(type);
    }
  }

  static void q4k(byte[] levels, int columns, float[] scales, MemorySegment x, float[] sums) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, 0);
    FloatVector b = FloatVector.fromArray(FLOATS, sums, COUNT);
    FloatVector c = FloatVector.fromArray(FLOATS, sums, 2 * COUNT);
    FloatVector d = FloatVector.fromArray(FLOATS, sums, 3 * COUNT);
    for (int group = 0; group < columns / 64; group++) {
      IntVector u = unsigned(levels, 32 * group);
      IntVector v = unsigned(levels, 32 * group + 16);
      long k = 256L * group;
      FloatVector step = FloatVector.broadcast(FLOATS, scales[4 * group]);
      FloatVector minimum = FloatVector.broadcast(FLOATS, scales[4 * group + 1]);
      a = ((FloatVector) u.and(15).convert(I2F, 0)).fma(step, minimum).fma(FloatVector.fromMemorySegment(FLOATS, x, k, ORDER), a);
      b = ((FloatVector) v.and(15).convert(I2F, 0)).fma(step, minimum).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 64, ORDER), b);
      step = FloatVector.broadcast(FLOATS, scales[4 * group + 2]);
      minimum = FloatVector.broadcast(FLOATS, scales[4 * group + 3]);
      c = ((FloatVector) u.lanewise(LSHR, 4).convert(I2F, 0)).fma(step, minimum).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 128, ORDER), c);
      d = ((FloatVector) v.lanewise(LSHR, 4).convert(I2F, 0)).fma(step, minimum).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 192, ORDER), d);
    }
    a.intoArray(sums, 0);
    b.intoArray(sums, COUNT);
    c.intoArray(sums, 2 * COUNT);
    d.intoArray(sums, 3 * COUNT);
  }

  private static IntVector unsigned(byte[] bytes, int at) {
    return (IntVector)
        ByteVector.fromArray(BYTES, bytes, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
  }

  static void q6k(byte[] levels, int columns, float[] scales, MemorySegment x, float[] sums) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, 0);
    FloatVector b = FloatVector.fromArray(FLOATS, sums, COUNT);
    FloatVector c = FloatVector.fromArray(FLOATS, sums, 2 * COUNT);
    FloatVector d = FloatVector.fromArray(FLOATS, sums, 3 * COUNT);
    for (int group = 0; group < columns / 64; group++) {
      int at = 64 * group;
      int sub = 4 * group;
      long k = 256L * group;
      a = signed(levels, at).mul(scales[sub]).fma(FloatVector.fromMemorySegment(FLOATS, x, k, ORDER), a);
      b = signed(levels, at + 16).mul(scales[sub + 1]).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 64, ORDER), b);
      c = signed(levels, at + 32).mul(scales[sub + 2]).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 128, ORDER), c);
      d = signed(levels, at + 48).mul(scales[sub + 3]).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 192, ORDER), d);
    }
    a.intoArray(sums, 0);
    b.intoArray(sums, COUNT);
    c.intoArray(sums, 2 * COUNT);
    d.intoArray(sums, 3 * COUNT);
  }

  private static FloatVector signed(byte[] bytes, int at) {
    IntVector level = (IntVector) ByteVector.fromArray(BYTES, bytes, at).convertShape(B2I, INTS, 0);
    return (FloatVector) level.convert(I2F, 0);
  }

  static void q80(byte[] levels, int columns, float[] scales, MemorySegment x, float[] sums) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, 0);
    FloatVector b = FloatVector.fromArray(FLOATS, sums, COUNT);
    FloatVector c = FloatVector.fromArray(FLOATS, sums, 2 * COUNT);
    FloatVector d = FloatVector.fromArray(FLOATS, sums, 3 * COUNT);
    for (int group = 0; group < Math.ceilDiv(columns, 64); group++) {
      int at = 64 * group;
      long k = 256L * group;
      FloatVector step = FloatVector.broadcast(FLOATS, scales[2 * group]);
      a = signed(levels, at).mul(step).fma(FloatVector.fromMemorySegment(FLOATS, x, k, ORDER), a);
      b = signed(levels, at + 16).mul(step).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 64, ORDER), b);
      step = FloatVector.broadcast(FLOATS, scales[2 * group + 1]);
      c = signed(levels, at + 32).mul(step).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 128, ORDER), c);
      d = signed(levels, at + 48).mul(step).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 192, ORDER), d);
    }
    a.intoArray(sums, 0);
    b.intoArray(sums, COUNT);
    c.intoArray(sums, 2 * COUNT);
    d.intoArray(sums, 3 * COUNT);
  }

  static void q40(byte[] levels, int columns, float[] scales, MemorySegment x, float[] sums) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, 0);
    FloatVector b = FloatVector.fromArray(FLOATS, sums, COUNT);
    FloatVector c = FloatVector.fromArray(FLOATS, sums, 2 * COUNT);
    FloatVector d = FloatVector.fromArray(FLOATS, sums, 3 * COUNT);
    for (int group = 0; group < Math.ceilDiv(columns, 64); group++) {
      IntVector u = unsigned(levels, 32 * group);
      IntVector v = unsigned(levels, 32 * group + 16);
      long k = 256L * group;
      FloatVector step = FloatVector.broadcast(FLOATS, scales[2 * group]);
      a = ((FloatVector) u.and(15).sub(8).convert(I2F, 0)).mul(step).fma(FloatVector.fromMemorySegment(FLOATS, x, k, ORDER), a);
      b = ((FloatVector) u.lanewise(LSHR, 4).sub(8).convert(I2F, 0)).mul(step).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 64, ORDER), b);
      step = FloatVector.broadcast(FLOATS, scales[2 * group + 1]);
      c = ((FloatVector) v.and(15).sub(8).convert(I2F, 0)).mul(step).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 128, ORDER), c);
      d = ((FloatVector) v.lanewise(LSHR, 4).sub(8).convert(I2F, 0)).mul(step).fma(FloatVector.fromMemorySegment(FLOATS, x, k + 192, ORDER), d);
    }
    a.intoArray(sums, 0);
    b.intoArray(sums, COUNT);
    c.intoArray(sums, 2 * COUNT);
    d.intoArray(sums, 3 * COUNT);
  }
}
