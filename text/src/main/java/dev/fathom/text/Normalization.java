package dev.fathom.text;

import java.util.List;

/// What is done to a text before it is cut. Immutable and safe for many threads.
sealed interface Normalization {
  /// Nothing.
  Normalization NONE = new Chain(List.of());

  /// The text, normalised.
  String apply(String text);

  /// One after the other.
  record Chain(List<Normalization> links) implements Normalization {
    @Override
    public String apply(String text) {
      String now = text;
      for (Normalization link : links) {
        now = link.apply(now);
      }
      return now;
    }
  }

  /// A Unicode normal form.
  record Canonical(UnicodeForm form) implements Normalization {
    @Override
    public String apply(String text) {
      return form.of(text);
    }
  }

  /// Small letters, character by character: without regard to language or place in the word.
  record Lowercase() implements Normalization {
    @Override
    public String apply(String text) {
      StringBuilder out = new StringBuilder(text.length());
      text.codePoints()
          .forEach(
              c -> {
                if (c == 0x130) {
                  out.append("i\u0307");
                } else {
                  out.appendCodePoint(Character.toLowerCase(c));
                }
              });
      return out.toString();
    }
  }

  /// White space cut off at the ends.
  record Strip(boolean left, boolean right) implements Normalization {
    @Override
    public String apply(String text) {
      int from = 0;
      int to = text.length();
      while (left && from < to && UnicodeProperty.SPACE.test(text.charAt(from))) {
        from++;
      }
      while (right && to > from && UnicodeProperty.SPACE.test(text.charAt(to - 1))) {
        to--;
      }
      return text.substring(from, to);
    }
  }

  /// A text in front of every text that is not empty.
  record Prepend(String prefix) implements Normalization {
    @Override
    public String apply(String text) {
      return text.isEmpty() ? text : prefix + text;
    }
  }

  /// Another text for every match.
  record Replace(SplitPattern pattern, String content) implements Normalization {
    @Override
    public String apply(String text) {
      SplitScan scan = pattern.scan(text);
      StringBuilder out = new StringBuilder(text.length());
      int from = 0;
      while (scan.find(from)) {
        out.append(text, from, scan.start()).append(content);
        from = scan.end();
      }
      return from == 0 ? text : out.append(text, from, text.length()).toString();
    }
  }

  /// Another character for every space.
  record Spaces(char replacement) implements Normalization {
    @Override
    public String apply(String text) {
      return text.replace(' ', replacement);
    }
  }
}
