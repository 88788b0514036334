package dev.fathom.model;

import dev.fathom.kernel.ExpertRouting;
import dev.fathom.tensor.Tensor;

/// Chooses each token's experts and their weights from the router's logits (DeepSeek-V3 report, eq.
/// 12 to 16; V2 report, section 2.2). A tie goes to the lower index.
///
/// Experts outside the chosen groups cannot be chosen, as in DeepSeek's own code. Hugging Face's
/// gives them the score 0 instead, which differs only where biased scores inside are negative.
final class Router {
  private final ExpertsConfig experts;
  private final RouterConfig config;
  private final float[] bias;

  /// @param bias length E, or empty where the router has none
  Router(ExpertsConfig experts, float[] bias) {
    this.experts = experts;
    this.config = experts.router();
    this.bias = bias;
  }

  /// @param logits `[T, E]` f32
  ExpertRouting route(Tensor logits) {
    int used = experts.used();
    int[] chosen = new int[logits.rows() * used];
    float[] weights = new float[chosen.length];
    for (int token = 0; token < logits.rows(); token++) {
      route(logits.row(token), chosen, weights, token * used);
    }
    return new ExpertRouting(used, chosen, weights);
  }

  private void route(float[] scores, int[] chosen, float[] weights, int at) {
    switch (config.scoring()) {
      case SOFTMAX -> softmax(scores);
      case SIGMOID -> sigmoid(scores);
    }
    float[] choice = scores.clone();
    for (int expert = 0; expert < bias.length; expert++) {
      choice[expert] += bias[expert];
    }
    if (config.groupsUsed() < config.groups()) {
      maskGroups(choice);
    }
    for (int k = 0; k < experts.used(); k++) {
      int best = best(choice);
      choice[best] = Float.NEGATIVE_INFINITY;
      chosen[at + k] = best;
      weights[at + k] = scores[best];
    }
    scale(weights, at);
  }

  private void scale(float[] weights, int at) {
    float divisor = 1;
    if (config.normalised()) {
      divisor = 1e-20f;
      for (int k = 0; k < experts.used(); k++) {
        divisor += weights[at + k];
      }
    }
    for (int k = 0; k < experts.used(); k++) {
      weights[at + k] = weights[at + k] / divisor * config.scale();
    }
  }

  /// Takes the experts of all groups but the best ones out of the choice.
  private void maskGroups(float[] choice) {
    int size = choice.length / config.groups();
    float[] groupScores = new float[config.groups()];
    for (int group = 0; group < groupScores.length; group++) {
      groupScores[group] = groupScore(choice, group * size, size);
    }
    boolean[] kept = new boolean[groupScores.length];
    for (int k = 0; k < config.groupsUsed(); k++) {
      int best = best(groupScores);
      groupScores[best] = Float.NEGATIVE_INFINITY;
      kept[best] = true;
    }
    for (int expert = 0; expert < choice.length; expert++) {
      if (!kept[expert / size]) {
        choice[expert] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private float groupScore(float[] choice, int from, int size) {
    float first = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    for (int expert = from; expert < from + size; expert++) {
      float score = choice[expert];
      second = Math.max(second, Math.min(first, score));
      first = Math.max(first, score);
    }
    return switch (config.scoring()) {
      case SOFTMAX -> first;
      case SIGMOID -> size == 1 ? first : first + second;
    };
  }

  /// The index of the largest value that is not masked; the first one where values are not numbers,
  /// so that a broken model fails at its logits and not here.
  private static int best(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  // StrictMath: the same bits on every machine, before and after compilation

  private static void softmax(float[] logits) {
    float most = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    double[] powers = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      powers[i] = StrictMath.exp((double) logits[i] - most);
      sum += powers[i];
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (powers[i] / sum);
    }
  }

  private static void sigmoid(float[] logits) {
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (1 / (1 + StrictMath.exp(-(double) logits[i])));
    }
  }
}
