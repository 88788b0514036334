package dev.fathom.cli;

/// What logits lack to be log-probabilities.
final class LogSumExp {
  private LogSumExp() {}

  /// `log sum exp(logits)`: a logit less this is the log-probability of its token.
  static double of(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit - largest);
    }
    return largest + Math.log(total);
  }
}
