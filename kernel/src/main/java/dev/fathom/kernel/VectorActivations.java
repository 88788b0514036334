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
    int rows = Math.max(1, VectorProducts.SMALL / stride);
    team.forRange(
        x.rows(),
        rows,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            takeRow(x, row, type);
          }
        });
  }

  private void takeRow(Tensor x, int row, ElementType type) {
    int to = row * stride;
    MemorySegment.copy(x.data(), FLOAT, row * x.rowStride(), values, to, x.columns());
    Arrays.fill(values, to + x.columns(), to + stride, 0);
    if (round) {
      ActivationRounding.row(values, to, x.columns(), type);
    }
  }
}
