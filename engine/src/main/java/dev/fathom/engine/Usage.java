package dev.fathom.engine;

import dev.fathom.meter.Effort;
import dev.fathom.meter.Tokens;

/// What a generation took.
///
/// @param promptTokens tokens of the prompt
/// @param cachedTokens of these, those that were not computed again
/// @param thinkingTokens generated tokens before the thought closed, its mark included
/// @param completionTokens all generated tokens, thinking included, the end token too
/// @param firstTokenMillis from submission to the first generated token; 0 if none came
/// @param prefillTokensPerSecond prompt tokens over the time of their forward passes
/// @param decodeTokensPerSecond generated tokens after the first over their time; 0 if there are
///   none
/// @param effort its share of what the machine took: energy, CPU time, arithmetic, memory
public record Usage(
    int promptTokens,
    int cachedTokens,
    int thinkingTokens,
    int completionTokens,
    double firstTokenMillis,
    double prefillTokensPerSecond,
    double decodeTokensPerSecond,
    Effort effort) {
  /// Of a generation that was not metered.
  public Usage(
      int promptTokens,
      int cachedTokens,
      int thinkingTokens,
      int completionTokens,
      double firstTokenMillis,
      double prefillTokensPerSecond,
      double decodeTokensPerSecond) {
    this(
        promptTokens,
        cachedTokens,
        thinkingTokens,
        completionTokens,
        firstTokenMillis,
        prefillTokensPerSecond,
        decodeTokensPerSecond,
        Effort.UNKNOWN);
  }

  /// The tokens as price lists count them.
  public Tokens tokens() {
    return new Tokens(promptTokens, cachedTokens, completionTokens);
  }
}
