package dev.fathom.model;

import dev.fathom.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Cosines and sines of the rotary embedding, by position.
final class Rotations {
  private final double[] frequencies;
  private final double factor;

  /// @param divisors what each pair's frequency is divided by (GGUF's `rope_freqs.weight`), or null
  Rotations(RopeConfig config, float @Nullable [] divisors) {
    this.frequencies = config.frequencies();
    this.factor = config.scaling().rotationFactor();
    if (divisors != null) {
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] /= divisors[i];
      }
    }
  }

  /// Elements of a row: R/2 cosines, then R/2 sines.
  int width() {
    return 2 * frequencies.length;
  }

  /// Writes the row of `position` to row `row` of `out`.
  void write(Tensor out, int row, int position) {
    int half = frequencies.length;
    float[] values = new float[2 * half];
    for (int i = 0; i < half; i++) {
      double angle = position * frequencies[i];
      // StrictMath: the same bits on every machine and before and after compilation
      values[i] = (float) (StrictMath.cos(angle) * factor);
      values[half + i] = (float) (StrictMath.sin(angle) * factor);
    }
    out.setRow(row, values);
  }
}
