package dev.fathom.train;

/// Sampled answers to learn from by policy gradient.
///
/// @param rows prompts and answers; weights are 1 on the answers' tokens
/// @param advantages `[S]` of each row
/// @param sampled `[S][T]` log-probabilities when they were drawn
/// @param reference `[S][T]` log-probabilities of the reference policy; null without a KL term
public record PolicyRows(
    Rows rows,
    float[] advantages,
    float[][] sampled,
    float @org.jspecify.annotations.Nullable [][] reference) {
  /// The same with what the sampling policy thought of them.
  public PolicyRows sampledAt(float[][] logProbabilities) {
    return new PolicyRows(rows, advantages, logProbabilities, reference);
  }

  /// The same with what the reference policy thinks of them.
  public PolicyRows against(float[][] logProbabilities) {
    return new PolicyRows(rows, advantages, sampled, logProbabilities);
  }
}
