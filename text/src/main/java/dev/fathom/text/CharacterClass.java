package dev.fathom.text;

import java.util.Arrays;
import java.util.function.IntPredicate;

/// A set of code points as a split pattern writes it: ranges, general categories, properties and
/// classes within it. Categories and properties are those of the JDK's Unicode version.
final class CharacterClass implements IntPredicate {
  private final int categories;
  private final int[] ranges;
  private final IntPredicate[] inner;
  private final boolean negated;
  private final boolean anyCase;
  private final long low;
  private final long high;

  private CharacterClass(Drawing drawing, boolean negated, boolean anyCase) {
    this.categories = drawing.categories;
    this.ranges = drawing.ranges;
    this.inner = drawing.inner;
    this.negated = negated;
    this.anyCase = anyCase;
    this.low = asciiAnswers(0);
    this.high = asciiAnswers(64);
  }

  /// The class of one code point.
  static CharacterClass of(int codePoint, boolean anyCase) {
    return new Drawing().range(codePoint, codePoint).done(false, anyCase);
  }

  @Override
  public boolean test(int c) {
    if (c < 128) {
      return (((c < 64 ? low : high) >>> c) & 1) != 0;
    }
    return answer(c);
  }

  /// Where one code point of this class at `from` ends, or -1 if there is none.
  int step(String text, int from) {
    if (from >= text.length()) {
      return -1;
    }
    char c = text.charAt(from);
    if (c < 128) {
      return test(c) ? from + 1 : -1;
    }
    int codePoint = text.codePointAt(from);
    return answer(codePoint) ? from + Character.charCount(codePoint) : -1;
  }

  private long asciiAnswers(int first) {
    long answers = 0;
    for (int i = 0; i < 64; i++) {
      answers |= answer(first + i) ? 1L << i : 0;
    }
    return answers;
  }

  private boolean answer(int c) {
    return (anyCase ? holdsAnyCase(c) : holds(c)) != negated;
  }

  // simple case folding, as Oniguruma's (?i): the long s is an s, the Kelvin sign a k
  private boolean holdsAnyCase(int c) {
    int upper = Character.toUpperCase(c);
    int lower = Character.toLowerCase(c);
    return holds(c)
        || holds(upper)
        || holds(lower)
        || holds(Character.toLowerCase(upper))
        || holds(Character.toUpperCase(lower));
  }

  private boolean holds(int c) {
    for (int i = 0; i < ranges.length; i += 2) {
      if (c >= ranges[i] && c <= ranges[i + 1]) {
        return true;
      }
    }
    if (categories != 0 && ((categories >>> Character.getType(c)) & 1) != 0) {
      return true;
    }
    for (IntPredicate other : inner) {
      if (other.test(c)) {
        return true;
      }
    }
    return false;
  }

  /// A class being drawn up.
  static final class Drawing {
    private int[] ranges = {};
    private IntPredicate[] inner = {};
    private int categories;

    Drawing range(int first, int last) {
      ranges = Arrays.copyOf(ranges, ranges.length + 2);
      ranges[ranges.length - 2] = first;
      ranges[ranges.length - 1] = last;
      return this;
    }

    /// @param mask bit n stands for the general category n of {@link Character#getType(int)}
    Drawing categories(int mask) {
      categories |= mask;
      return this;
    }

    Drawing also(IntPredicate other) {
      inner = Arrays.copyOf(inner, inner.length + 1);
      inner[inner.length - 1] = other;
      return this;
    }

    CharacterClass done(boolean negated, boolean anyCase) {
      return new CharacterClass(this, negated, anyCase);
    }
  }
}
