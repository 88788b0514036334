package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.BYTES;
import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.FLOATS;
import static dev.fathom.kernel.VectorLanes.INTS;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// One token by rows of Q4_K or Q6_K, some rows at once so that an activation is loaded once for
/// all of them and the end of a row is paid for once: the expressions of {@link VectorBlocks}, the
/// order of {@link VectorLanes}, as in {@link VectorMatvec}. Only for 16 lanes.
///
/// Rows are copied before they are multiplied: read where they lie, they came at half the speed,
/// supposedly because a loop that computes has too few loads under way. Everything is an array on
/// the heap, as bodies of this size on memory segments were slower or never compiled well: two rows
/// of Q6_K then stayed boxed, a hundred times slower. Hence arrays and two rows of Q6_K
/// (`docs/LOG.md`); whether four would be better is not known, as their measurement was cut off
/// after 100 s.
final class VectorSuperRows {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int FOUR_BYTES = 144;
  private static final int SIX_BYTES = 210;

  /// Rows copied at a time, at most: they stay in the first cache.
  private static final int ROWS = 4;

  private VectorSuperRows() {}

  /// As {@link VectorMatvec#rows}, for Q4_K and Q6_K.
  static void rows(Tensor w, int first, int height, MemorySegment x, VectorScratch scratch) {
    int columns = w.columns();
    int rowBytes = (int) w.type().bytes(columns);
    scratch.needRaw(Math.multiplyExact(ROWS, rowBytes));
    scratch.needScales(ROWS * columns / 16);
    scratch.needValues(columns);
    MemorySegment.copy(x, FLOAT, 0, scratch.values, 0, columns);
    for (int done = 0; done < height; done += ROWS) {
      int count = Math.min(ROWS, height - done);
      long at = (first + done) * w.rowStride();
      MemorySegment.copy(w.data(), BYTE, at, scratch.raw, 0, count * rowBytes);
      if (w.type() == ElementType.Q4_K) {
        four(count, columns / 256, scratch, done);
      } else {
        six(count, columns / 256, scratch, done);
      }
    }
  }

  /// Up to four rows of Q4_K, whose sums go to `scratch.sums[to]` and on; one that is missing is
  /// another once more, which costs nothing.
  private static void four(int count, int blocks, VectorScratch scratch, int to) {
    VectorStrips.sixBit(scratch.raw, 0, FOUR_BYTES, count * blocks, scratch.scales);
    int last = count - 1;
    int rowBytes = blocks * FOUR_BYTES;
    int row1 = Math.min(1, last) * rowBytes;
    int row2 = Math.min(2, last) * rowBytes;
    float[] scales = scratch.scales;
    q4k(scratch.raw, row1, row2, last * rowBytes, blocks, scales, scratch.values, scratch.lanes);
    sums(scratch, count, to);
  }

  private static void sums(VectorScratch scratch, int count, int to) {
    for (int i = 0; i < count; i++) {
      scratch.sums[to + i] = VectorLanes.sum(scratch.lanes, i * COUNT);
    }
  }

  private static void six(int count, int blocks, VectorScratch scratch, int to) {
    byte[] raw = scratch.raw;
    float[] scales = scratch.scales;
    float[] x = scratch.values;
    float[] lanes = scratch.lanes;
    int rowBytes = blocks * SIX_BYTES;
    VectorStrips.eightBit(raw, 0, count * blocks, scales);
    for (int row = 0; row < count; row += 2) {
      int next = Math.min(row + 1, count - 1);
      q6k(raw, row * rowBytes, next * rowBytes, blocks, scales, row * blocks * 16, x, lanes);
      sums(scratch, Math.min(2, count - row), to + row);
    }
  }

  /// Row 0 and three others, which begin at these bytes; their lanes go to `lanes`, one row behind
  /// the other. Rows have their scales one behind the other, missing ones too.
  // longer than a kernel body may be: parts of it as methods would box every vector
  private static void q4k(
      byte[] raw,
      int row1,
      int row2,
      int row3,
      int blocks,
      float[] scales,
      float[] x,
      float[] lanes) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector c0 = FloatVector.zero(FLOATS);
    FloatVector d0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    FloatVector c1 = FloatVector.zero(FLOATS);
    FloatVector d1 = FloatVector.zero(FLOATS);
    FloatVector a2 = FloatVector.zero(FLOATS);
    FloatVector b2 = FloatVector.zero(FLOATS);
    FloatVector c2 = FloatVector.zero(FLOATS);
    FloatVector d2 = FloatVector.zero(FLOATS);
    FloatVector a3 = FloatVector.zero(FLOATS);
    FloatVector b3 = FloatVector.zero(FLOATS);
    FloatVector c3 = FloatVector.zero(FLOATS);
    FloatVector d3 = FloatVector.zero(FLOATS);
    for (int group = 0; group < 4 * blocks; group++) {
      int at = (group >> 2) * FOUR_BYTES + 16 + (group & 3) * 32;
      int sub = 4 * group;
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, 64 * group);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, 64 * group + 16);
      FloatVector x2 = FloatVector.fromArray(FLOATS, x, 64 * group + 32);
      FloatVector x3 = FloatVector.fromArray(FLOATS, x, 64 * group + 48);
      IntVector u =
          (IntVector) ByteVector.fromArray(BYTES, raw, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      IntVector v =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + 16).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      FloatVector step = FloatVector.broadcast(FLOATS, scales[sub]);
      FloatVector minimum = FloatVector.broadcast(FLOATS, scales[sub + 1]);
      a0 = ((FloatVector) u.and(15).convert(I2F, 0)).fma(step, minimum).fma(x0, a0);
      b0 = ((FloatVector) v.and(15).convert(I2F, 0)).fma(step, minimum).fma(x1, b0);
      step = FloatVector.broadcast(FLOATS, scales[sub + 2]);
      minimum = FloatVector.broadcast(FLOATS, scales[sub + 3]);
      u = u.lanewise(LSHR, 4);
      v = v.lanewise(LSHR, 4);
      c0 = ((FloatVector) u.convert(I2F, 0)).fma(step, minimum).fma(x2, c0);
      d0 = ((FloatVector) v.convert(I2F, 0)).fma(step, minimum).fma(x3, d0);
      sub += 16 * blocks;
      u =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + row1).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      v =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + row1 + 16)
                  .convertShape(ZERO_EXTEND_B2I, INTS, 0);
      step = FloatVector.broadcast(FLOATS, scales[sub]);
      minimum = FloatVector.broadcast(FLOATS, scales[sub + 1]);
      a1 = ((FloatVector) u.and(15).convert(I2F, 0)).fma(step, minimum).fma(x0, a1);
      b1 = ((FloatVector) v.and(15).convert(I2F, 0)).fma(step, minimum).fma(x1, b1);
      step = FloatVector.broadcast(FLOATS, scales[sub + 2]);
      minimum = FloatVector.broadcast(FLOATS, scales[sub + 3]);
      u = u.lanewise(LSHR, 4);
      v = v.lanewise(LSHR, 4);
      c1 = ((FloatVector) u.convert(I2F, 0)).fma(step, minimum).fma(x2, c1);
      d1 = ((FloatVector) v.convert(I2F, 0)).fma(step, minimum).fma(x3, d1);
      sub += 16 * blocks;
      u =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + row2).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      v =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + row2 + 16)
                  .convertShape(ZERO_EXTEND_B2I, INTS, 0);
      step = FloatVector.broadcast(FLOATS, scales[sub]);
      minimum = FloatVector.broadcast(FLOATS, scales[sub + 1]);
      a2 = ((FloatVector) u.and(15).convert(I2F, 0)).fma(step, minimum).fma(x0, a2);
      b2 = ((FloatVector) v.and(15).convert(I2F, 0)).fma(step, minimum).fma(x1, b2);
      step = FloatVector.broadcast(FLOATS, scales[sub + 2]);
      minimum = FloatVector.broadcast(FLOATS, scales[sub + 3]);
      u = u.lanewise(LSHR, 4);
      v = v.lanewise(LSHR, 4);
      c2 = ((FloatVector) u.convert(I2F, 0)).fma(step, minimum).fma(x2, c2);
      d2 = ((FloatVector) v.convert(I2F, 0)).fma(step, minimum).fma(x3, d2);
      sub += 16 * blocks;
      u =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + row3).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      v =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + row3 + 16)
                  .convertShape(ZERO_EXTEND_B2I, INTS, 0);
      step = FloatVector.broadcast(FLOATS, scales[sub]);
      minimum = FloatVector.broadcast(FLOATS, scales[sub + 1]);
      a3 = ((FloatVector) u.and(15).convert(I2F, 0)).fma(step, minimum).fma(x0, a3);
      b3 = ((FloatVector) v.and(15).convert(I2F, 0)).fma(step, minimum).fma(x1, b3);
      step = FloatVector.broadcast(FLOATS, scales[sub + 2]);
      minimum = FloatVector.broadcast(FLOATS, scales[sub + 3]);
      u = u.lanewise(LSHR, 4);
      v = v.lanewise(LSHR, 4);
      c3 = ((FloatVector) u.convert(I2F, 0)).fma(step, minimum).fma(x2, c3);
      d3 = ((FloatVector) v.convert(I2F, 0)).fma(step, minimum).fma(x3, d3);
    }
    a0.add(b0).add(c0.add(d0)).intoArray(lanes, 0 * COUNT);
    a1.add(b1).add(c1.add(d1)).intoArray(lanes, 1 * COUNT);
    a2.add(b2).add(c2.add(d2)).intoArray(lanes, 2 * COUNT);
    a3.add(b3).add(c3.add(d3)).intoArray(lanes, 3 * COUNT);
  }

  /// The rows that begin at bytes `first` and `second`, their scales one behind the other from
  /// `scales[from]` on; their lanes go to `lanes`, one row behind the other.
  // long for the same reason
  private static void q6k(
      byte[] raw,
      int first,
      int second,
      int blocks,
      float[] scales,
      int from,
      float[] x,
      float[] lanes) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector c0 = FloatVector.zero(FLOATS);
    FloatVector d0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    FloatVector c1 = FloatVector.zero(FLOATS);
    FloatVector d1 = FloatVector.zero(FLOATS);
    for (int half = 0; half < 2 * blocks; half++) {
      int at = first + (half >> 1) * SIX_BYTES + (half & 1) * 64;
      int tops = first + (half >> 1) * SIX_BYTES + 128 + (half & 1) * 32;
      int sub = from + 8 * half;
      int k = 128 * half;
      IntVector m =
          (IntVector) ByteVector.fromArray(BYTES, raw, tops).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      IntVector n =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, tops + 16).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      IntVector u =
          (IntVector) ByteVector.fromArray(BYTES, raw, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      IntVector v =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + 16).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      IntVector level = u.and(15).or(m.lanewise(LSHL, 4).and(48)).sub(32);
      a0 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub])
              .fma(FloatVector.fromArray(FLOATS, x, k), a0);
      level = v.and(15).or(n.lanewise(LSHL, 4).and(48)).sub(32);
      b0 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 1])
              .fma(FloatVector.fromArray(FLOATS, x, k + 16), b0);
      level = u.lanewise(LSHR, 4).or(m.and(48)).sub(32);
      a0 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 4])
              .fma(FloatVector.fromArray(FLOATS, x, k + 64), a0);
      level = v.lanewise(LSHR, 4).or(n.and(48)).sub(32);
      b0 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 5])
              .fma(FloatVector.fromArray(FLOATS, x, k + 80), b0);
      u =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + 32).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      v =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + 48).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      level = u.and(15).or(m.lanewise(LSHL, 2).and(48)).sub(32);
      c0 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 2])
              .fma(FloatVector.fromArray(FLOATS, x, k + 32), c0);
      level = v.and(15).or(n.lanewise(LSHL, 2).and(48)).sub(32);
      d0 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 3])
              .fma(FloatVector.fromArray(FLOATS, x, k + 48), d0);
      level = u.lanewise(LSHR, 4).or(m.lanewise(LSHR, 2).and(48)).sub(32);
      c0 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 6])
              .fma(FloatVector.fromArray(FLOATS, x, k + 96), c0);
      level = v.lanewise(LSHR, 4).or(n.lanewise(LSHR, 2).and(48)).sub(32);
      d0 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 7])
              .fma(FloatVector.fromArray(FLOATS, x, k + 112), d0);
      at += second - first;
      tops += second - first;
      sub += 16 * blocks;
      m = (IntVector) ByteVector.fromArray(BYTES, raw, tops).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      n =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, tops + 16).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      u = (IntVector) ByteVector.fromArray(BYTES, raw, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      v =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + 16).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      level = u.and(15).or(m.lanewise(LSHL, 4).and(48)).sub(32);
      a1 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub])
              .fma(FloatVector.fromArray(FLOATS, x, k), a1);
      level = v.and(15).or(n.lanewise(LSHL, 4).and(48)).sub(32);
      b1 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 1])
              .fma(FloatVector.fromArray(FLOATS, x, k + 16), b1);
      level = u.lanewise(LSHR, 4).or(m.and(48)).sub(32);
      a1 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 4])
              .fma(FloatVector.fromArray(FLOATS, x, k + 64), a1);
      level = v.lanewise(LSHR, 4).or(n.and(48)).sub(32);
      b1 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 5])
              .fma(FloatVector.fromArray(FLOATS, x, k + 80), b1);
      u =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + 32).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      v =
          (IntVector)
              ByteVector.fromArray(BYTES, raw, at + 48).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      level = u.and(15).or(m.lanewise(LSHL, 2).and(48)).sub(32);
      c1 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 2])
              .fma(FloatVector.fromArray(FLOATS, x, k + 32), c1);
      level = v.and(15).or(n.lanewise(LSHL, 2).and(48)).sub(32);
      d1 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 3])
              .fma(FloatVector.fromArray(FLOATS, x, k + 48), d1);
      level = u.lanewise(LSHR, 4).or(m.lanewise(LSHR, 2).and(48)).sub(32);
      c1 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 6])
              .fma(FloatVector.fromArray(FLOATS, x, k + 96), c1);
      level = v.lanewise(LSHR, 4).or(n.lanewise(LSHR, 2).and(48)).sub(32);
      d1 =
          ((FloatVector) level.convert(I2F, 0))
              .mul(scales[sub + 7])
              .fma(FloatVector.fromArray(FLOATS, x, k + 112), d1);
    }
    a0.add(b0).add(c0.add(d0)).intoArray(lanes, 0);
    a1.add(b1).add(c1.add(d1)).intoArray(lanes, COUNT);
  }
}
