package dev.fathom.train.evaluate;

/// What a model said to a question.
///
/// @param answer behind the thought; empty where none came
/// @param thoughtTokens of the thought, 0 where they are not told
/// @param tokens of thought and answer
/// @param truncated whether it ended because it was too long
/// @param failure why there is no answer, in one line; empty where there is one
/// @param thought what came before the answer; empty where it is not told
public record Answered(
    String answer,
    int thoughtTokens,
    int tokens,
    boolean truncated,
    String failure,
    String thought) {
  /// One whose thought is not told.
  public Answered(String answer, int thoughtTokens, int tokens, boolean truncated, String failure) {
    this(answer, thoughtTokens, tokens, truncated, failure, "");
  }

  /// No answer came.
  public static Answered failed(String why) {
    return new Answered("", 0, 0, false, why);
  }
}
