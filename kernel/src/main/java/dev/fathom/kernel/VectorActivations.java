package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/// The rows of activations of one product, aligned and padded to whole steps of {@link
/// VectorLanes}; rounded to 8 bits where asked. The memory is kept for the next product. Not for
/// several threads.
final class VectorActivations {
  /// Added to a float below 2^22 and subtracted again, it leaves the nearest integer, ties to even.
  private static final float ROUNDER = 0x1.8p23f;

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
    int block = round && type.isQuantized() ? type.blockLength() : 0;
    team.forRange(
        x.rows(),
        Math.max(1, VectorProducts.SMALL / Math.max(1, stride)),
        (from, to) -> {
          VectorScratch scratch = scratches.get();
          scratch.needValues(stride);
          for (int row = from; row < to; row++) {
            takeRow(x, row, block, scratch.values);
          }
        });
  }

  private void takeRow(Tensor x, int row, int block, float[] values) {
    VectorRows.read(x, row, values, 0);
    if (block > 0) {
      for (int from = 0; from < x.columns(); from += block) {
        round(values, from, block);
      }
    }
    rows.set(row, values, 0);
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
