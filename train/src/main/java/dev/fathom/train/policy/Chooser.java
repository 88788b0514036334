package dev.fathom.train.policy;

import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Draws tokens from rows of logits. The random number depends on seed and index alone, and sums
/// are taken in the order of the ids: equal logits give an equal token.
final class Chooser {
  /// Tokens less likely than e^-40 of the likeliest are never drawn, as in the engine.
  private static final float LOWEST = -40;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final double temperature;
  private final float[] logits;
  private final double[] weights;
  private double logProbability;

  Chooser(int vocabulary, double temperature) {
    this.temperature = temperature;
    logits = new float[vocabulary];
    weights = new double[vocabulary];
  }

  /// The next token after row `row` of `rows`.
  ///
  /// @param index of the draw in the stream `seed`
  int choose(Tensor rows, int row, long seed, int index) {
    MemorySegment.copy(rows.data(), FLOAT, row * rows.rowStride(), logits, 0, logits.length);
    int best = largest();
    double sum = weigh(best, 1);
    int chosen = best;
    if (temperature > 0) {
      double total = sum;
      if (temperature != 1) {
        total = weigh(best, temperature);
      }
      chosen = pick(random(seed, index) * total, best);
    }
    logProbability = (double) logits[chosen] - logits[best] - Math.log(sum);
    return chosen;
  }

  /// Of the token chosen last, at temperature 1.
  double logProbability() {
    return logProbability;
  }

  /// The lowest id of the largest logit.
  private int largest() {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      if (logits[id] > logits[best]) {
        best = id;
      }
    }
    return best;
  }

  private double weigh(int best, double heat) {
    double sum = 0;
    for (int id = 0; id < logits.length; id++) {
      float below = logits[id] - logits[best];
      weights[id] = below < LOWEST * heat ? 0 : Math.exp(below / heat);
      sum += weights[id];
    }
    return sum;
  }

  private int pick(double left, int best) {
    for (int id = 0; id < weights.length; id++) {
      left -= weights[id];
      if (left < 0) {
        return id;
      }
    }
    // rounding left something over
    return best;
  }

  /// The `index`-th number of the stream `seed`, 0 to below 1 (SplitMix64, Steele et al. 2014).
  private static double random(long seed, int index) {
    long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
