package dev.fathom.train.evaluate;

/// How questions are asked.
///
/// @param samples answers to each question; 1 is greedy
/// @param temperature of more than one
/// @param maxTokens of thought and answer together
/// @param seed of the random numbers
public record EvaluationSettings(int samples, double temperature, int maxTokens, long seed) {
  public EvaluationSettings {
    if (samples < 1 || samples > 4096 || !(temperature >= 0) || maxTokens < 1) {
      throw new IllegalArgumentException(
          "samples must be 1 to 4,096, temperature 0 or more, tokens 1 or more, got %d, %s, %d"
              .formatted(samples, temperature, maxTokens));
    }
  }

  /// One answer, the likeliest token always.
  public static EvaluationSettings greedy(int maxTokens) {
    return new EvaluationSettings(1, 0, maxTokens, 0);
  }
}
