package dev.fathom.train.policy;

/// A prompt that wants answers.
///
/// @param prompt its tokens
/// @param answers how many
/// @param seed of their random numbers; answer `i` draws from the stream `seed + i`
public record Ask(int[] prompt, int answers, long seed) {
  public Ask {
    if (prompt.length < 1 || answers < 1) {
      throw new IllegalArgumentException(
          "a prompt has a token or more and wants an answer or more, got %d and %d"
              .formatted(prompt.length, answers));
    }
  }
}
