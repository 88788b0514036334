package dev.fathom.train.evaluate;

/// A question to a model.
///
/// @param temperature 0 takes the likeliest token always
/// @param seed of the random numbers
/// @param maxTokens of thought and answer together at most
/// @param thinkingBudget tokens of the thought at most; 0 asks for an answer without one, {@link
///   #UNBOUNDED} bounds nothing
public record Asked(
    String question, double temperature, long seed, int maxTokens, int thinkingBudget) {
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  public Asked {
    if (!(temperature >= 0) || maxTokens < 1 || thinkingBudget < 0) {
      throw new IllegalArgumentException(
          "temperature and budget must be 0 or more, tokens 1 or more, got %s, %d, %d"
              .formatted(temperature, thinkingBudget, maxTokens));
    }
  }
}
