package dev.fathom.train.policy;

import dev.fathom.train.PolicyLoss;

/// What answers are worth against the others of their group.
final class Advantages {
  private static final double EPSILON = 1e-4;

  private Advantages() {}

  /// `reward - mean`, in GRPO divided by the standard deviation (DeepSeekMath, section 4.1.2); Dr.
  /// GRPO and, here, DAPO leave it as it is, so that hard and easy questions weigh no more than
  /// others.
  static float[] of(PolicyLoss.Kind kind, double[] rewards) {
    double mean = mean(rewards);
    double divisor =
        switch (kind) {
          case GRPO -> deviation(rewards, mean) + EPSILON;
          case DR_GRPO, DAPO -> 1;
        };
    float[] advantages = new float[rewards.length];
    for (int i = 0; i < rewards.length; i++) {
      advantages[i] = (float) ((rewards[i] - mean) / divisor);
    }
    return advantages;
  }

  /// Whether all rewards are the same, so that nothing can be learned from them.
  static boolean flat(double[] rewards) {
    for (double reward : rewards) {
      if (reward != rewards[0]) {
        return false;
      }
    }
    return true;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /// Of a sample.
  private static double deviation(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / Math.max(1, values.length - 1));
  }
}
