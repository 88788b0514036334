package dev.fathom.model;

/// How far two rows of logits are apart.
final class Distance {
  private Distance() {}

  /// The L2 norm of the difference over that of `wanted`.
  static double relative(float[] got, float[] wanted) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < wanted.length; i++) {
      difference += Math.pow((double) got[i] - wanted[i], 2);
      norm += Math.pow(wanted[i], 2);
    }
    return Math.sqrt(difference / norm);
  }

  /// The Kullback-Leibler divergence of the distribution `got` from `wanted`, in nats.
  static double divergence(float[] got, float[] wanted) {
    double gotSum = logSum(got);
    double wantedSum = logSum(wanted);
    double sum = 0;
    for (int i = 0; i < wanted.length; i++) {
      double logP = wanted[i] - wantedSum;
      sum += Math.exp(logP) * (logP - (got[i] - gotSum));
    }
    return sum;
  }

  static int largest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static double logSum(float[] logits) {
    double most = logits[largest(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - most);
    }
    return most + Math.log(sum);
  }
}
