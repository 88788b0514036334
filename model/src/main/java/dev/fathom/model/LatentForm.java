package dev.fathom.model;

/// Two ways to compute the same latent attention (DeepSeek-V2 report, section 2.1).
public enum LatentForm {
  /// Keys and values of every head are expanded from the latent for all positions: the definition.
  NAIVE,
  /// The expansion is moved to the query and to the result, and attention runs over the latent
  /// itself: all heads read one row a position.
  ABSORBED
}
