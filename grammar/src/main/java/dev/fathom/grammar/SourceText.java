package dev.fathom.grammar;

/// A grammar's source while it is read, character by character (code points).
final class SourceText {
  /// No source may be longer, in UTF-16 units.
  static final int MAX_LENGTH = 1 << 18;

  private final String kind;
  private final String text;
  private int at;

  /// @param kind what the source is, for messages
  SourceText(String kind, String text) {
    if (text.length() > MAX_LENGTH) {
      throw new GrammarException(
          "%s has %,d characters; at most 262,144 are served".formatted(kind, text.length()));
    }
    this.kind = kind;
    this.text = text;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /// The next character; -1 at the end.
  int peek() {
    return atEnd() ? -1 : text.codePointAt(at);
  }

  boolean isNext(String expected) {
    return text.startsWith(expected, at);
  }

  /// Takes `expected` if it comes next.
  boolean take(String expected) {
    boolean next = isNext(expected);
    at += next ? expected.length() : 0;
    return next;
  }

  /// Takes the next character.
  int take() {
    if (atEnd()) {
      throw bad("ends too early");
    }
    int c = peek();
    if (Character.isBmpCodePoint(c) && Character.isSurrogate((char) c)) {
      throw bad("has half a surrogate pair");
    }
    at += Character.charCount(c);
    return c;
  }

  /// Takes `expected`, which must come next.
  void demand(String expected) {
    if (!take(expected)) {
      throw bad("has " + found() + " where '" + expected + "' must come");
    }
  }

  /// Takes a number of `digits` hexadecimal digits.
  int hexadecimal(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw bad("has " + found() + " where a hexadecimal digit must come");
      }
      value = 16 * value + digit;
      at++;
    }
    return value;
  }

  /// Whether a decimal digit comes next.
  boolean isDigit() {
    return peek() >= '0' && peek() <= '9';
  }

  /// Takes a number of decimal digits, at most 1,000,000.
  int decimal() {
    if (!isDigit()) {
      throw bad("has " + found() + " where a number must come");
    }
    int value = 0;
    while (isDigit()) {
      value = 10 * value + (take() - '0');
      if (value > 1_000_000) {
        throw bad("counts further than 1,000,000");
      }
    }
    return value;
  }

  int place() {
    return at;
  }

  void returnTo(int place) {
    at = place;
  }

  /// What was read since `place`.
  String since(int place) {
    return text.substring(place, at);
  }

  /// The next character, for messages.
  String found() {
    return atEnd() ? "its end" : "'" + Character.toString(peek()) + "'";
  }

  /// The error that the source `what`, here.
  GrammarException bad(String what) {
    String before = text.substring(0, at);
    long line = 1 + before.chars().filter(c -> c == '\n').count();
    int column = at - before.lastIndexOf('\n');
    String place = line == 1 ? "character " + column : "line " + line + ", character " + column;
    return new GrammarException("%s: %s: %s".formatted(kind, place, what));
  }
}
