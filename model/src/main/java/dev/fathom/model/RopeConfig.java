package dev.fathom.model;

import dev.fathom.kernel.RopeLayout;

/// Rotary position embedding (arXiv 2104.09864).
///
/// @param dimensions R, the elements of a head that are rotated
/// @param base theta
/// @param layout which elements are rotated together in this file's weights
/// @param scaling how the frequencies are stretched
public record RopeConfig(int dimensions, double base, RopeLayout layout, RopeScaling scaling) {
  public RopeConfig {
    Bounds.within("rope dimension_count", dimensions, 2, 65_536);
    Bounds.divides("rope dimension_count", dimensions, "a pair", 2);
    Bounds.positive("rope freq_base", base - 1);
  }

  /// Radians a position of every pair.
  public double[] frequencies() {
    double[] frequencies = new double[dimensions / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(base, -2.0 * i / dimensions);
    }
    scaling.stretch(frequencies, base);
    return frequencies;
  }
}
