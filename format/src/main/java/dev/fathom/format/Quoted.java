package dev.fathom.format;

import java.util.Locale;

/// Words and numbers from a file inside a message for people: short, on one line, without
/// characters that a terminal would obey.
final class Quoted {
  private static final int LONGEST = 80;

  private Quoted() {}

  /// `'blk.0.attn_q.weight'`, cut where it is long.
  static String name(String text) {
    return '\'' + cut(text) + '\'';
  }

  /// `88,080,384`; negative values are unsigned numbers beyond 63 bits.
  static String number(long value) {
    return value < 0 ? Long.toUnsignedString(value) : String.format(Locale.ROOT, "%,d", value);
  }

  static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  /// The text with control and direction characters written as `<U+001B>`.
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(point -> append(line, point));
    return line.toString();
  }

  private static void append(StringBuilder line, int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          line.append(String.format(Locale.ROOT, "<U+%04X>", point));
      default -> line.appendCodePoint(point);
    }
  }
}
