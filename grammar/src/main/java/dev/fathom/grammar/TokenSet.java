package dev.fathom.grammar;

import java.util.Arrays;

/// A set of token ids: a list where they are few, bits where they are many. Immutable.
sealed interface TokenSet {
  /// Ids in ascending order.
  record Few(int[] ids) implements TokenSet {}

  /// Id `i` is bit `i % 64` of word `i / 64`.
  record Many(long[] bits) implements TokenSet {}

  /// The set of these bits, which are copied.
  static TokenSet of(long[] bits) {
    int count = 0;
    for (long word : bits) {
      count += Long.bitCount(word);
    }
    return count < bits.length ? new Few(list(bits, count)) : new Many(bits.clone());
  }

  /// Sets the bits of these tokens in `bits`.
  default void addTo(long[] bits) {
    switch (this) {
      case Few(int[] ids) -> {
        for (int id : ids) {
          bits[id >> 6] |= 1L << id;
        }
      }
      case Many(long[] words) -> {
        for (int i = 0; i < words.length; i++) {
          bits[i] |= words[i];
        }
      }
    }
  }

  /// Overwrites `bits` with this set.
  default void copyTo(long[] bits) {
    switch (this) {
      case Few _ -> {
        Arrays.fill(bits, 0);
        addTo(bits);
      }
      case Many(long[] words) -> System.arraycopy(words, 0, bits, 0, words.length);
    }
  }

  /// How much memory this takes.
  default long byteSize() {
    return switch (this) {
      case Few(int[] ids) -> 32 + 4L * ids.length;
      case Many(long[] words) -> 32 + 8L * words.length;
    };
  }

  private static int[] list(long[] bits, int count) {
    int[] ids = new int[count];
    int n = 0;
    for (int i = 0; i < bits.length; i++) {
      for (long word = bits[i]; word != 0; word &= word - 1) {
        ids[n++] = i * 64 + Long.numberOfTrailingZeros(word);
      }
    }
    return ids;
  }
}
