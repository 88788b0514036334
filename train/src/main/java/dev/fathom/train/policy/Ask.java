package dev.fathom.train.policy;

/// A prompt that wants answers.
///
/// @param prompt its tokens
/// @param seeds of the random numbers, one an answer
public record Ask(int[] prompt, long[] seeds) {
  public Ask {
    if (prompt.length < 1 || seeds.length < 1) {
      throw new IllegalArgumentException(
          "a prompt has a token or more and wants an answer or more, got %d and %d"
              .formatted(prompt.length, seeds.length));
    }
  }

  /// One that wants `answers` answers; answer `i` has the seed `seed + i`.
  public static Ask of(int[] prompt, int answers, long seed) {
    long[] seeds = new long[answers];
    java.util.Arrays.setAll(seeds, i -> seed + i);
    return new Ask(prompt, seeds);
  }

  int answers() {
    return seeds.length;
  }
}
