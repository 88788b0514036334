package dev.fathom.text;

import dev.fathom.text.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.List;

/// Cuts a template into tokens as Jinja2 3.1 does with `trim_blocks` and `lstrip_blocks`: a line
/// end right after a block tag goes, and so does the space before one that stands first on its
/// line.
final class JinjaLexer {
  private static final String TWO_CHAR_OPERATORS = "// ** == != >= <= ";
  private static final String ONE_CHAR_OPERATORS = "+-/*%~[](){}<>=.:|,;";

  private final String source;
  private final List<JinjaToken> tokens = new ArrayList<>();

  /// The brackets now open, as the characters that close them.
  private final StringBuilder open = new StringBuilder();

  private int at;

  private JinjaLexer(String source) {
    this.source = source;
  }

  /// The tokens of `source`, whose line ends are `\n`, and {@link Kind#END} after them.
  static List<JinjaToken> tokens(String source) {
    JinjaLexer lexer = new JinjaLexer(source);
    lexer.root();
    lexer.add(Kind.END, "", source.length());
    return lexer.tokens;
  }

  /// `source` with every line end made `\n` and one at the very end dropped.
  static String withPlainLineEnds(String source) {
    String plain =
        source.indexOf('\r') < 0 ? source : source.replace("\r\n", "\n").replace('\r', '\n');
    return plain.endsWith("\n") ? plain.substring(0, plain.length() - 1) : plain;
  }

  private void root() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(at, source.length());
        at = source.length();
        return;
      }
      dataBefore(tag);
      at = tag + (sign(tag) == 0 ? 2 : 3);
      switch (source.charAt(tag + 1)) {
        case '#' -> comment(tag);
        case '{' -> inTag(tag, Kind.PRINT_BEGIN);
        default -> blockOrRaw(tag);
      }
    }
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      char next = i + 1 < source.length() ? source.charAt(i + 1) : 0;
      if (next == '%' || next == '{' || next == '#') return i;
    }
    return -1;
  }

  /// `-`, `+` or 0 after the two characters that open the tag at `tag`.
  private char sign(int tag) {
    char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : 0;
    return sign == '-' || sign == '+' ? sign : 0;
  }

  private void dataBefore(int tag) {
    int end = tag;
    char sign = sign(tag);
    if (sign == '-') {
      while (end > at && JinjaText.isSpace(source.charAt(end - 1))) end--;
    } else if (sign != '+' && source.charAt(tag + 1) != '{') {
      end = withoutIndent(tag);
    }
    data(at, end);
  }

  /// Where the text before the block at `tag` ends when the space that indents the block goes.
  private int withoutIndent(int tag) {
    int start = tag;
    while (start > at && source.charAt(start - 1) != '\n') {
      if (!JinjaText.isSpace(source.charAt(start - 1))) return tag;
      start--;
    }
    boolean startsLine = start > at || at == 0 || source.charAt(at - 1) == '\n';
    return startsLine ? start : tag;
  }

  private void data(int from, int to) {
    if (from < to) add(Kind.DATA, source.substring(from, to), from);
  }

  private void comment(int tag) {
    int end = source.indexOf("#}", at);
    if (end < 0) throw new JinjaFault("the comment '{#' is never closed with '#}'", tag);
    afterEnd(end > at ? source.charAt(end - 1) : 0, end + 2);
  }

  /// Goes on behind a closed block or comment whose end bore `sign`.
  private void afterEnd(char sign, int next) {
    at = next;
    if (sign == '-') {
      skipSpace();
    } else if (sign != '+' && at < source.length() && source.charAt(at) == '\n') {
      at++;
    }
  }

  private void skipSpace() {
    while (at < source.length() && JinjaText.isSpace(source.charAt(at))) at++;
  }

  private void blockOrRaw(int tag) {
    int body = at;
    if (skipWord("raw")) {
      boolean minus = source.startsWith("-%}", at);
      if (minus || source.startsWith("%}", at)) {
        at += minus ? 3 : 2;
        if (minus) skipSpace();
        raw(tag);
        return;
      }
    }
    at = body;
    inTag(tag, Kind.BLOCK_BEGIN);
  }

  /// Whether `word` stands here between spaces; then goes behind it and them.
  private boolean skipWord(String word) {
    skipSpace();
    if (!source.startsWith(word, at)) return false;
    at += word.length();
    skipSpace();
    return true;
  }

  private void raw(int tag) {
    int body = at;
    for (int end = source.indexOf("{%", body); end >= 0; end = source.indexOf("{%", end + 1)) {
      at = end + (sign(end) == 0 ? 2 : 3);
      if (!skipWord("endraw")) continue;
      char sign = at < source.length() ? source.charAt(at) : 0;
      int close = sign == '-' || sign == '+' ? at + 1 : at;
      if (!source.startsWith("%}", close)) continue;
      at = body;
      dataBefore(end);
      afterEnd(sign, close + 2);
      return;
    }
    throw new JinjaFault("'{% raw %}' is never closed with '{% endraw %}'", tag);
  }

  private void inTag(int tag, Kind kind) {
    boolean block = kind == Kind.BLOCK_BEGIN;
    add(kind, "", tag);
    open.setLength(0);
    while (true) {
      if (open.isEmpty() && (block ? blockEnds() : printEnds())) return;
      skipSpace();
      if (open.isEmpty() && (block ? blockEnds() : printEnds())) return;
      if (at >= source.length()) {
        throw new JinjaFault(
            block ? "'{%' is never closed with '%}'" : "'{{' is never closed with '}}'", tag);
      }
      token();
    }
  }

  private boolean printEnds() {
    boolean minus = source.startsWith("-}}", at);
    if (!minus && !source.startsWith("}}", at)) return false;
    add(Kind.PRINT_END, "", at);
    at += minus ? 3 : 2;
    if (minus) skipSpace();
    return true;
  }

  private boolean blockEnds() {
    char sign = at < source.length() ? source.charAt(at) : 0;
    int close = sign == '-' || sign == '+' ? at + 1 : at;
    if (!source.startsWith("%}", close)) return false;
    add(Kind.BLOCK_END, "", at);
    afterEnd(sign, close + 2);
    return true;
  }

  private void token() {
    char c = source.charAt(at);
    if (c >= '0' && c <= '9') {
      number();
    } else if (isWord(c)) {
      name();
    } else if (c == '\'' || c == '"') {
      int end = JinjaStringLiteral.end(source, at);
      add(Kind.STRING, JinjaStringLiteral.value(source, at, end), at);
      at = end;
    } else {
      operator(c);
    }
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c) || Character.isSurrogate(c);
  }

  private void name() {
    int start = at;
    if (!Character.isUnicodeIdentifierStart(source.codePointAt(at)) && source.charAt(at) != '_') {
      throw new JinjaFault("unexpected character '" + source.charAt(at) + "'", at);
    }
    while (at < source.length() && isWord(source.charAt(at))) at++;
    add(Kind.NAME, source.substring(start, at), start);
  }

  private void number() {
    int start = at;
    boolean afterDot = start > 0 && source.charAt(start - 1) == '.';
    int end = JinjaNumberLiteral.integerEnd(source, start);
    int floatEnd = afterDot ? -1 : JinjaNumberLiteral.floatEnd(source, start);
    at = Math.max(end, floatEnd);
    add(
        floatEnd > 0 ? Kind.FLOAT : Kind.INTEGER,
        source.substring(start, at).replace("_", ""),
        start);
  }

  private void operator(char c) {
    int end = Math.min(at + 2, source.length());
    String two = source.substring(at, end);
    boolean isTwo = two.length() == 2 && two.charAt(1) != ' ' && TWO_CHAR_OPERATORS.contains(two);
    if (!isTwo && ONE_CHAR_OPERATORS.indexOf(c) < 0) {
      throw new JinjaFault("unexpected character '" + c + "'", at);
    }
    if (!isTwo) balance(c);
    add(Kind.OPERATOR, isTwo ? two : String.valueOf(c), at);
    at += isTwo ? 2 : 1;
  }

  private void balance(char c) {
    switch (c) {
      case '(' -> open.append(')');
      case '[' -> open.append(']');
      case '{' -> open.append('}');
      case ')', ']', '}' -> {
        int last = open.length() - 1;
        if (last < 0) throw new JinjaFault("unexpected '" + c + "'", at);
        if (open.charAt(last) != c) {
          throw new JinjaFault("unexpected '" + c + "', expected '" + open.charAt(last) + "'", at);
        }
        open.setLength(last);
      }
      default -> {}
    }
  }

  private void add(Kind kind, String text, int from) {
    tokens.add(new JinjaToken(kind, text, from));
  }
}
