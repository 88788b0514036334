package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The rows of activations of one product, copied to an array and padded to whole steps of {@link
/// VectorLanes}; rounded to 8 bits where asked. The array is kept for the next product. Not for
/// several threads.
final class VectorActivations {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Added to a float below 2^22 and subtracted again, it leaves the nearest integer, ties to even.
  private static final float ROUNDER = 0x1.8p23f;

  private final WorkerTeam team;
  private final boolean round;
  private float[] values = {};
  private int stride;

  VectorActivations(WorkerTeam team, boolean round) {
    this.team = team;
    this.round = round;
  }

  /// All rows, {@link #stride} apart.
  float[] values() {
    return values;
  }

  /// Floats from one row to the next.
  int stride() {
    return stride;
  }

  /// Takes the rows of `x`, for weights of type `type`.
  void take(Tensor x, ElementType type) {
    int columns = x.columns();
    stride = VectorLanes.padded(columns);
    int length = Math.multiplyExact(x.rows(), stride);
    if (values.length < length) {
      values = new float[length];
    }
    int block = round && type.isQuantized() ? type.blockLength() : 0;
    int rows = Math.max(1, VectorProducts.SMALL / stride);
    team.forRange(
        x.rows(),
        rows,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            takeRow(x, row, block);
          }
        });
  }

  private void takeRow(Tensor x, int row, int block) {
    int to = row * stride;
    MemorySegment.copy(x.data(), FLOAT, row * x.rowStride(), values, to, x.columns());
    Arrays.fill(values, to + x.columns(), to + stride, 0);
    if (block > 0) {
      for (int from = to; from < to + x.columns(); from += block) {
        round(values, from, block);
      }
    }
  }

  /// Rounds a block to multiples of a 127th of its largest magnitude, as the 8-bit kernels of other
  /// programs do. A block that is not finite stays.
  static void round(float[] values, int from, int count) {
    float largest = 0;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    float step = largest / 127;
    float inverse = 1 / step;
    if (!(largest > 0 && inverse < Float.POSITIVE_INFINITY && inverse > 0)) {
      return;
    }
    for (int i = from; i < from + count; i++) {
      values[i] = ((values[i] * inverse + ROUNDER) - ROUNDER) * step;
    }
  }
}
