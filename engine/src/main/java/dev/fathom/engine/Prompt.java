package dev.fathom.engine;

import java.util.List;

/// A prompt as the model reads it.
///
/// @param text what was rendered, for people
/// @param ids its tokens, the beginning-of-text token among them where the model wants one
/// @param thinking whether it ends inside an open `<think>`
public record Prompt(String text, int[] ids, boolean thinking) {
  /// A request for its continuation.
  ///
  /// @param maxTokens at most so many new tokens; the largest int for as many as the context holds
  public GenerationRequest request(Sampling sampling, int maxTokens, List<String> stop) {
    return new GenerationRequest(ids, sampling, maxTokens, stop, thinking);
  }
}
