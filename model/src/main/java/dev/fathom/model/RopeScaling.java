package dev.fathom.model;

/// How rotary frequencies are stretched beyond the context of pre-training.
public sealed interface RopeScaling {
  /// The frequencies, in radians a position, of R/2 pairs, from the plain ones (rewritten in
  /// place).
  void stretch(double[] frequencies, double base);

  /// What cosines and sines are multiplied by.
  default double rotationFactor() {
    return 1;
  }

  /// What the softmax scale is multiplied by.
  default double softmaxFactor() {
    return 1;
  }

  /// No stretching.
  record None() implements RopeScaling {
    @Override
    public void stretch(double[] frequencies, double base) {}
  }

  /// Every position divided by `factor`.
  record Linear(double factor) implements RopeScaling {
    public Linear {
      Bounds.positive("rope scaling factor", factor);
    }

    @Override
    public void stretch(double[] frequencies, double base) {
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] /= factor;
      }
    }
  }

  /// Llama 3.1's: long waves divided by `factor`, short ones kept, a smooth passage between.
  ///
  /// @param low waves longer than `context / low` are divided
  /// @param high waves shorter than `context / high` are kept
  /// @param context positions of pre-training
  record Llama3(double factor, double low, double high, double context) implements RopeScaling {
    public Llama3 {
      Bounds.positive("rope scaling factor", factor);
      Bounds.positive("rope scaling low_freq_factor", low);
      Bounds.positive("rope scaling high_freq_factor", high);
      Bounds.positive("rope scaling original context", context);
      if (high <= low) {
        throw new IllegalArgumentException(
            "rope scaling high_freq_factor: got " + high + ", wanted more than low " + low);
      }
    }

    @Override
    public void stretch(double[] frequencies, double base) {
      for (int i = 0; i < frequencies.length; i++) {
        double turns = context * frequencies[i] / (2 * Math.PI);
        double smooth = Math.clamp((turns - low) / (high - low), 0, 1);
        frequencies[i] *= (1 - smooth) / factor + smooth;
      }
    }
  }

  /// YaRN (arXiv 2309.00071): as Llama 3's, by pairs between two numbers of turns, with a
  /// temperature.
  ///
  /// @param factor how many times longer the context became
  /// @param context positions of pre-training
  /// @param betaFast pairs that turn more often than this keep their frequency
  /// @param betaSlow pairs that turn less often are divided by `factor`
  /// @param rotationFactor what cosines and sines are multiplied by
  /// @param softmaxFactor what the softmax scale is multiplied by
  record Yarn(
      double factor,
      double context,
      double betaFast,
      double betaSlow,
      double rotationFactor,
      double softmaxFactor)
      implements RopeScaling {
    public Yarn {
      Bounds.positive("rope scaling factor", factor);
      Bounds.positive("rope scaling original context", context);
      Bounds.positive("rope scaling beta_fast", betaFast);
      Bounds.positive("rope scaling beta_slow", betaSlow);
      Bounds.positive("rope scaling attention factor", rotationFactor);
      Bounds.positive("rope scaling softmax factor", softmaxFactor);
    }

    /// `0.1 * weight * ln(factor) + 1`, and 1 where nothing is stretched.
    public static double temperature(double factor, double weight) {
      return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
    }

    @Override
    public void stretch(double[] frequencies, double base) {
      int dimensions = 2 * frequencies.length;
      double from = Math.max(0, Math.floor(pairTurning(betaFast, dimensions, base)));
      double to = Math.min(dimensions - 1, Math.ceil(pairTurning(betaSlow, dimensions, base)));
      double length = from == to ? 0.001 : to - from;
      for (int i = 0; i < frequencies.length; i++) {
        double ramp = Math.clamp((i - from) / length, 0, 1);
        frequencies[i] *= ramp / factor + (1 - ramp);
      }
    }

    /// The (fractional) pair that makes `turns` turns within the context of pre-training.
    private double pairTurning(double turns, int dimensions, double base) {
      return dimensions * Math.log(context / (turns * 2 * Math.PI)) / (2 * Math.log(base));
    }
  }
}
