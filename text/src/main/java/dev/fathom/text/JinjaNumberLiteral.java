package dev.fathom.text;

/// Number literals with Python's grammar: underscores between digits, `0x`, `0o`, `0b`.
final class JinjaNumberLiteral {
  private JinjaNumberLiteral() {}

  /// The offset behind the integer that starts at `start` with a decimal digit.
  static int integerEnd(String text, int start) {
    if (text.charAt(start) != '0') return digitsEnd(text, start, 10);
    char mark = start + 1 < text.length() ? Character.toLowerCase(text.charAt(start + 1)) : 0;
    int radix = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
    if (radix > 0) {
      int end = digitsEnd(text, start + 2, radix);
      return end > start + 2 ? end : start + 1;
    }
    int end = start + 1;
    while (end < text.length() && (text.charAt(end) == '0' || zeroNext(text, end))) end++;
    return end;
  }

  private static boolean zeroNext(String text, int at) {
    return text.startsWith("_0", at);
  }

  /// The offset behind the float at `start`, or -1 where there is only an integer.
  static int floatEnd(String text, int start) {
    int whole = digitsEnd(text, start, 10);
    int end = -1;
    if (whole < text.length() && text.charAt(whole) == '.') {
      int fraction = digitsEnd(text, whole + 1, 10);
      if (fraction > whole + 1) end = fraction;
    }
    int exponent = exponentEnd(text, end > 0 ? end : whole);
    return exponent > 0 ? exponent : end;
  }

  private static int exponentEnd(String text, int at) {
    if (at >= text.length() || Character.toLowerCase(text.charAt(at)) != 'e') return -1;
    int digits = at + 1;
    if (digits < text.length() && "+-".indexOf(text.charAt(digits)) >= 0) digits++;
    int end = digitsEnd(text, digits, 10);
    return end > digits ? end : -1;
  }

  private static int digitsEnd(String text, int start, int radix) {
    int at = start;
    while (at < text.length()) {
      boolean joined = text.charAt(at) == '_' && at > start && at + 1 < text.length();
      int digit = joined ? at + 1 : at;
      if (text.charAt(digit) >= 128 || Character.digit(text.charAt(digit), radix) < 0) break;
      at = digit + 1;
    }
    return at;
  }

  /// The value of an integer literal without underscores.
  static long integer(String text, int at) {
    try {
      if (text.length() < 3 || Character.isDigit(text.charAt(1))) return Long.parseLong(text);
      int radix =
          switch (text.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            default -> 2;
          };
      return Long.parseLong(text.substring(2), radix);
    } catch (NumberFormatException e) {
      throw new JinjaFault("the integer " + text + " has more than 64 bits", at);
    }
  }
}
