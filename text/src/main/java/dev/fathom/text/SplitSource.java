package dev.fathom.text;

import org.jspecify.annotations.Nullable;

/// A split pattern's text and how far it has been read.
final class SplitSource {
  private final String text;
  private int at;

  SplitSource(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /// Whether `token` comes next.
  boolean ahead(String token) {
    return text.startsWith(token, at);
  }

  /// Takes `token` if it comes next.
  boolean take(String token) {
    boolean there = ahead(token);
    at += there ? token.length() : 0;
    return there;
  }

  /// Takes the next code point; there must be one.
  int take() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  /// The character `distance` behind the present place, a space behind the end.
  char peek(int distance) {
    return at + distance < text.length() ? text.charAt(at + distance) : ' ';
  }

  /// Takes the text before the next `end`, and `end`; null if there is none.
  @Nullable String takeUntil(String end) {
    int there = text.indexOf(end, at);
    if (there < 0) {
      return null;
    }
    String taken = text.substring(at, there);
    at = there + end.length();
    return taken;
  }

  /// The next characters, at most `length`, for messages.
  String shown(int length) {
    return text.substring(at, Math.min(at + length, text.length()));
  }

  /// The error that `what` is here.
  TokenizerException bad(String what) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
    return new TokenizerException(
        "the split pattern '"
            + shown
            + "' has at character "
            + at
            + " "
            + what
            + ", which is not supported");
  }
}
