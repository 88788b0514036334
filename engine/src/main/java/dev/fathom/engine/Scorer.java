package dev.fathom.engine;

import java.util.List;

/// Tells how likely a model finds tokens: natural logarithms of the softmax of its raw logits, in
/// double, summed in a fixed order. One for all sequences; not for several threads.
final class Scorer {
  /// What is less likely than this beside the likeliest adds nothing to the sum's 12th digit.
  private static final double LOWEST = -40;

  private final Candidates candidates;
  private double logSum;
  private List<TokenScore.Rival> top = List.of();

  Scorer(int vocabulary) {
    candidates = new Candidates(vocabulary);
  }

  /// Takes a row of raw logits, which may change afterwards.
  ///
  /// @param rivals the likeliest tokens to tell
  void read(float[] logits, int rivals) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    logSum = max + Math.log(sum(logits, max));
    top = rivals == 0 ? List.of() : top(logits, rivals);
  }

  /// The score of token `id`, whose raw logit is `logit`.
  TokenScore score(int id, float logit) {
    return new TokenScore(id, logprob(logit), top);
  }

  private List<TokenScore.Rival> top(float[] logits, int rivals) {
    candidates.collect(logits, -Float.MAX_VALUE, rivals);
    return candidates
        .ranked()
        .mapToObj(id -> new TokenScore.Rival(id, logprob(logits[id])))
        .toList();
  }

  private float logprob(float logit) {
    // the likeliest token's rounding must not make it more than certain
    return (float) Math.min(0, logit - logSum);
  }

  private static double sum(float[] logits, float max) {
    double sum = 0;
    for (float logit : logits) {
      double below = logit - (double) max;
      if (below >= LOWEST) {
        sum += Candidates.exp(below);
      }
    }
    return sum;
  }
}
