package dev.fathom.engine;

import java.util.List;

/// How likely the model found a token it said: natural logarithms of the model's own probabilities,
/// before bias, penalties, temperature and filters.
///
/// @param id the token
/// @param logprob its logarithm
/// @param top the likeliest tokens in falling order, as many as were asked for
public record TokenScore(int id, float logprob, List<Rival> top) {
  /// One of the likeliest.
  public record Rival(int id, float logprob) {}

  public TokenScore {
    top = List.copyOf(top);
  }
}
