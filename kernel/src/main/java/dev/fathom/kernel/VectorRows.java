package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.FLOATS;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// Loops over rows that lie in arrays, and the way of rows into arrays and back.
final class VectorRows {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private VectorRows() {}

  /// Copies row `row` of an f32 tensor to `to[at] ..`, with zeros behind it up to whole steps.
  static void read(Tensor x, long row, float[] to, int at) {
    int columns = x.columns();
    MemorySegment.copy(x.data(), FLOAT, row * x.rowStride(), to, at, columns);
    Arrays.fill(to, at + columns, at + VectorLanes.padded(columns), 0);
  }

  /// Overwrites row `row` of an f32 tensor with `from[at] ..`.
  static void write(float[] from, int at, Tensor x, long row) {
    MemorySegment.copy(from, at, x.data(), FLOAT, row * x.rowStride(), x.columns());
  }

  /// Writes `from[0] ..` to row `row` of a cache, rounding to its type.
  static void store(float[] from, Tensor to, long row, VectorScratch scratch) {
    if (to.type() == ElementType.F16) {
      storeHalves(from, to, row, scratch);
    } else {
      BlockEncoder.encode(to.type(), from, to.columns(), to.data(), row * to.rowStride());
    }
  }

  private static void storeHalves(float[] from, Tensor to, long row, VectorScratch scratch) {
    int columns = to.columns();
    scratch.needShorts(columns);
    short[] halves = scratch.shorts;
    for (int i = 0; i < columns; i++) {
      halves[i] = Float.floatToFloat16(from[i]);
    }
    MemorySegment.copy(halves, 0, to.data(), SHORT, row * to.rowStride(), columns);
  }

  /// `sums += values * factor`; `count` is whole vectors.
  static void addScaled(float[] sums, int to, float[] values, int from, float factor, int count) {
    FloatVector scale = FloatVector.broadcast(FLOATS, factor);
    for (int i = 0; i < count; i += COUNT) {
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, to + i);
      FloatVector.fromArray(FLOATS, values, from + i).fma(scale, sum).intoArray(sums, to + i);
    }
  }

  /// Four times {@link #addScaled}, with rows `stride` apart and factors side by side.
  static void addFourScaled(
      float[] sums,
      int to,
      float[] values,
      int from,
      int stride,
      float[] factors,
      int first,
      int count) {
    FloatVector scale0 = FloatVector.broadcast(FLOATS, factors[first]);
    FloatVector scale1 = FloatVector.broadcast(FLOATS, factors[first + 1]);
    FloatVector scale2 = FloatVector.broadcast(FLOATS, factors[first + 2]);
    FloatVector scale3 = FloatVector.broadcast(FLOATS, factors[first + 3]);
    for (int i = 0; i < count; i += COUNT) {
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, to + i);
      int at = from + i;
      sum = FloatVector.fromArray(FLOATS, values, at).fma(scale0, sum);
      sum = FloatVector.fromArray(FLOATS, values, at + stride).fma(scale1, sum);
      sum = FloatVector.fromArray(FLOATS, values, at + 2 * stride).fma(scale2, sum);
      sum = FloatVector.fromArray(FLOATS, values, at + 3 * stride).fma(scale3, sum);
      sum.intoArray(sums, to + i);
    }
  }

  /// `x *= factor * weights`; `count` is whole vectors.
  static void scale(float[] x, float factor, float[] weights, int count) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector scaled = FloatVector.fromArray(FLOATS, x, i).mul(factor);
      scaled.mul(FloatVector.fromArray(FLOATS, weights, i)).intoArray(x, i);
    }
  }

  /// The sum of squares; `count` is whole steps.
  static float squares(float[] x, int count, float[] lanes) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    for (int i = 0; i < count; i += 2 * COUNT) {
      FloatVector first = FloatVector.fromArray(FLOATS, x, i);
      a = first.fma(first, a);
      FloatVector second = FloatVector.fromArray(FLOATS, x, i + COUNT);
      b = second.fma(second, b);
    }
    a.add(b).intoArray(lanes, 0);
    return VectorLanes.sum(lanes, 0);
  }

  /// Rotates the pairs of one row; `angles` holds a cosine for each pair, then a sine.
  static void rotate(float[] x, float[] angles, int pairs, RopeLayout layout) {
    int step = layout == RopeLayout.INTERLEAVED ? 2 : 1;
    int partner = layout == RopeLayout.INTERLEAVED ? 1 : pairs;
    for (int pair = 0; pair < pairs; pair++) {
      float first = x[pair * step];
      float second = x[pair * step + partner];
      float cosine = angles[pair];
      float sine = angles[pairs + pair];
      x[pair * step] = first * cosine - second * sine;
      x[pair * step + partner] = first * sine + second * cosine;
    }
  }
}
