package dev.fathom.engine;

import java.util.Arrays;

/// Guesses a sequence's next tokens from its own text: what followed the last time its last tokens
/// stood there (prompt look-up decoding, Saxena 2023). Guesses are checked against what is drawn,
/// so they change the speed and nothing else. Where they fail it guesses less, then pauses for a
/// while. Confined to the engine's loop.
final class PromptLookup {
  private static final int LONG_MATCH = 3;
  private static final int SHORT_MATCH = 2;
  private static final int LONGEST_PAUSE = 64;
  private static final int[] NOTHING = {};

  private final int most;
  private int width;
  private int pause;
  private int nextPause = 1;

  /// @param most tokens guessed at once; 0 never guesses
  PromptLookup(int most) {
    this.most = most;
    width = most;
  }

  /// The next tokens, perhaps none.
  ///
  /// @param tokens prompt and answer, `length` of them
  /// @param room at most so many are wanted
  int[] guess(int[] tokens, int length, int room) {
    int count = Math.min(width, room);
    if (count <= 0) {
      return NOTHING;
    }
    if (pause > 0) {
      pause--;
      return NOTHING;
    }
    int from = followerOf(LONG_MATCH, tokens, length);
    from = from < 0 ? followerOf(SHORT_MATCH, tokens, length) : from;
    return from < 0 ? NOTHING : continuation(from, tokens, length, count);
  }

  /// Takes note that of `guessed` tokens the first `right` were drawn.
  void learn(int guessed, int right) {
    if (guessed == 0) {
      return;
    }
    if (right == 0) {
      pause = nextPause;
      nextPause = Math.min(LONGEST_PAUSE, 2 * nextPause);
      width = 1;
    } else {
      nextPause = 1;
      width = Math.min(most, right == guessed ? 2 * guessed : right + 1);
    }
  }

  /// Where the last but one occurrence of the last `n` tokens ends, or -1. A scan: for 100,000
  /// tokens it takes less than a hundredth of a forward pass over them.
  private static int followerOf(int n, int[] tokens, int length) {
    int tail = length - n;
    for (int at = tail - 1; at >= 0; at--) {
      if (tokens[at + n - 1] == tokens[length - 1]
          && Arrays.equals(tokens, at, at + n, tokens, tail, length)) {
        return at + n;
      }
    }
    return -1;
  }

  /// Beyond the end it goes on with what it guessed: a text that repeats itself.
  private static int[] continuation(int from, int[] tokens, int length, int count) {
    int[] guess = new int[count];
    for (int i = 0; i < count; i++) {
      int at = from + i;
      guess[i] = at < length ? tokens[at] : guess[at - length];
    }
    return guess;
  }
}
