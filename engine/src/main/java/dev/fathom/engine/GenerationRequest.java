package dev.fathom.engine;

import java.util.List;

/// What to generate from which prompt.
///
/// @param prompt token ids, at least one
/// @param maxTokens at most so many new tokens, at least 1; room for them is kept from the start,
///   so that a smaller number lets more generations run at once
/// @param stop strings that end the answer and are not part of it; they are looked for in the
///   answer, not in the thought
/// @param thinking whether the prompt ended inside an open `<think>`
/// @param terms what else is asked for
public record GenerationRequest(
    int[] prompt,
    Sampling sampling,
    int maxTokens,
    List<String> stop,
    boolean thinking,
    Terms terms) {
  public GenerationRequest {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("the prompt has no tokens; it needs at least one");
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("max-tokens must be 1 or more, got " + maxTokens);
    }
    if (stop.contains("")) {
      throw new IllegalArgumentException("a stop string must not be empty");
    }
    prompt = prompt.clone();
    stop = List.copyOf(stop);
  }

  /// Nothing else asked for.
  public GenerationRequest(
      int[] prompt, Sampling sampling, int maxTokens, List<String> stop, boolean thinking) {
    this(prompt, sampling, maxTokens, stop, thinking, Terms.NONE);
  }

  /// The same with other terms.
  public GenerationRequest with(Terms other) {
    return new GenerationRequest(prompt, sampling, maxTokens, stop, thinking, other);
  }

  /// Greedy, without stop strings, not thinking yet.
  public static GenerationRequest greedy(int[] prompt, int maxTokens) {
    return new GenerationRequest(prompt, Sampling.GREEDY, maxTokens, List.of(), false);
  }
}
