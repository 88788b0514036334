package dev.fathom.text;

/// String literals with Python's escapes, read as Jinja2 reads them.
final class JinjaStringLiteral {
  private final String source;
  private final int start;
  private final int end;
  private final StringBuilder out;
  private int at;

  private JinjaStringLiteral(String source, int start, int end) {
    this.source = source;
    this.start = start;
    this.end = end;
    this.out = new StringBuilder(end - start);
  }

  /// The offset behind the literal whose opening quote is at `start`.
  static int end(String source, int start) {
    char quote = source.charAt(start);
    for (int i = start + 1; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == quote) return i + 1;
      if (c == '\\') i++;
    }
    throw new JinjaFault("the string that starts here is never closed", start);
  }

  /// The text of the literal from `start` to `end`, quotes included.
  static String value(String source, int start, int end) {
    int escape = source.indexOf('\\', start);
    if (escape < 0 || escape >= end) return source.substring(start + 1, end - 1);
    return new JinjaStringLiteral(source, start + 1, end - 1).unescaped();
  }

  private String unescaped() {
    for (at = start; at < end; ) {
      char c = source.charAt(at++);
      if (c == '\\') {
        escape(source.charAt(at++));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void escape(char c) {
    switch (c) {
      case '\n' -> {} // a line joined to the next
      case '\\', '\'', '"' -> out.append(c);
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000b');
      case 'x' -> hex(2);
      case 'u' -> hex(4);
      case 'U' -> hex(8);
      case 'N' -> throw new JinjaFault("the escape '\\N{...}' is not supported", at - 2);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c);
      default -> unknown(c);
    }
  }

  /// Python keeps the backslash of an escape it does not know; Jinja2 spells a character beyond
  /// ASCII behind one as its code, because it decodes its own `backslashreplace`.
  private void unknown(char c) {
    out.append('\\');
    if (c < 128) {
      out.append(c);
      return;
    }
    int codePoint = source.codePointAt(at - 1);
    at += Character.charCount(codePoint) - 1;
    String form = codePoint < 256 ? "x%02x" : codePoint < 65536 ? "u%04x" : "U%08x";
    out.append(String.format(java.util.Locale.ROOT, form, codePoint));
  }

  private void hex(int digits) {
    long code = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < end ? Character.digit(source.charAt(at), 16) : -1;
      if (digit < 0) throw new JinjaFault("truncated escape: " + digits + " digits wanted", at - 2);
      code = code * 16 + digit;
      at++;
    }
    if (code > Character.MAX_CODE_POINT) throw new JinjaFault("no such character", at - digits);
    out.appendCodePoint((int) code);
  }

  private void octal(char first) {
    int code = first - '0';
    for (int i = 0; i < 2 && at < end && isOctal(source.charAt(at)); i++) {
      code = code * 8 + source.charAt(at++) - '0';
    }
    out.append((char) code);
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }
}
