package dev.fathom.grammar;

/// A set of bytes, as 256 bits: byte `b` is bit `b % 64` of word `b / 64`.
record ByteSet(long word0, long word1, long word2, long word3) {
  static final ByteSet NONE = new ByteSet(0, 0, 0, 0);
  static final ByteSet ALL = NONE.complement();

  /// The bytes from `first` to `last`, both within.
  static ByteSet range(int first, int last) {
    ByteSet set = NONE;
    for (int b = first; b <= last; b++) {
      set = set.with(b);
    }
    return set;
  }

  static ByteSet of(int b) {
    return NONE.with(b);
  }

  /// The bytes of the ASCII characters in `characters`.
  static ByteSet of(String characters) {
    ByteSet set = NONE;
    for (int i = 0; i < characters.length(); i++) {
      set = set.with(characters.charAt(i));
    }
    return set;
  }

  boolean contains(int b) {
    return (word(b >>> 6) >>> b & 1) != 0;
  }

  boolean isEmpty() {
    return (word0 | word1 | word2 | word3) == 0;
  }

  ByteSet with(int b) {
    long bit = 1L << b;
    return switch (b >>> 6) {
      case 0 -> new ByteSet(word0 | bit, word1, word2, word3);
      case 1 -> new ByteSet(word0, word1 | bit, word2, word3);
      case 2 -> new ByteSet(word0, word1, word2 | bit, word3);
      default -> new ByteSet(word0, word1, word2, word3 | bit);
    };
  }

  ByteSet and(ByteSet other) {
    return new ByteSet(
        word0 & other.word0, word1 & other.word1, word2 & other.word2, word3 & other.word3);
  }

  ByteSet or(ByteSet other) {
    return new ByteSet(
        word0 | other.word0, word1 | other.word1, word2 | other.word2, word3 | other.word3);
  }

  ByteSet complement() {
    return new ByteSet(~word0, ~word1, ~word2, ~word3);
  }

  private long word(int index) {
    return switch (index) {
      case 0 -> word0;
      case 1 -> word1;
      case 2 -> word2;
      default -> word3;
    };
  }
}
