package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/// The rows of activations of one product, aligned and padded to whole steps of {@link
/// VectorLanes}; rounded to 8 bits where asked. The memory is kept for the next product. Not for
/// several threads.
final class VectorActivations {

  private final WorkerTeam team;
  private final ThreadLocal<VectorScratch> scratches;
  private final boolean round;
  private final VectorAlignedRows rows = new VectorAlignedRows();
  private int stride;

  VectorActivations(WorkerTeam team, ThreadLocal<VectorScratch> scratches, boolean round) {
    this.team = team;
    this.scratches = scratches;
    this.round = round;
  }

  MemorySegment row(int row) {
    return rows.row(row);
  }

  float at(int row, int column) {
    return rows.at(row, column);
  }

  /// Floats in a row.
  int stride() {
    return stride;
  }

  /// Takes the rows of `x`, for weights of type `type`.
  void take(Tensor x, ElementType type) {
    stride = VectorLanes.padded(x.columns());
    rows.need(x.rows(), stride);
    team.forRange(
        x.rows(),
        Math.max(1, VectorProducts.SMALL / Math.max(1, stride)),
        (from, to) -> {
          VectorScratch scratch = scratches.get();
          scratch.needValues(stride);
          for (int row = from; row < to; row++) {
            takeRow(x, row, type, scratch.values);
          }
        });
  }

  private void takeRow(Tensor x, int row, ElementType type, float[] values) {
    VectorRows.read(x, row, values, 0);
    if (round) {
      ActivationRounding.row(values, 0, x.columns(), type);
    }
    rows.set(row, values, 0);
  }
}
