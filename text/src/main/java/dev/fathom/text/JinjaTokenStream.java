package dev.fathom.text;

import dev.fathom.text.JinjaToken.Kind;
import java.util.List;

/// The tokens of a template as the parsers walk over them, and how deep these have gone.
final class JinjaTokenStream {
  private final List<JinjaToken> tokens;
  private int at;
  private int depth;

  JinjaTokenStream(List<JinjaToken> tokens) {
    this.tokens = tokens;
  }

  JinjaToken peek() {
    return tokens.get(at);
  }

  /// The token after {@link #peek}.
  JinjaToken peekSecond() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  JinjaToken next() {
    JinjaToken token = tokens.get(at);
    if (token.kind() != Kind.END) at++;
    return token;
  }

  boolean is(Kind kind) {
    return peek().kind() == kind;
  }

  boolean is(String operator) {
    return peek().is(operator);
  }

  boolean isName(String word) {
    return peek().isName(word);
  }

  boolean skip(String operator) {
    if (!is(operator)) return false;
    at++;
    return true;
  }

  boolean skipName(String word) {
    if (!isName(word)) return false;
    at++;
    return true;
  }

  JinjaToken expect(String operator) {
    if (!is(operator)) throw unexpected("'" + operator + "'");
    return next();
  }

  JinjaToken expectName(String word) {
    if (!isName(word)) throw unexpected("'" + word + "'");
    return next();
  }

  JinjaToken expect(Kind kind) {
    if (!is(kind)) throw unexpected(wanted(kind));
    return next();
  }

  private static String wanted(Kind kind) {
    return kind == Kind.NAME ? "a name" : new JinjaToken(kind, "", 0).shown();
  }

  /// The error that something else than `wanted` stands here.
  JinjaFault unexpected(String wanted) {
    return new JinjaFault("expected " + wanted + ", found " + peek().shown(), peek().at());
  }

  /// Goes one level deeper into the source.
  void enter() {
    if (++depth > JinjaBudget.DEPTH) {
      String message = "depth budget exceeded: more than " + JinjaBudget.DEPTH;
      throw new JinjaFault(message + " levels of nesting", peek().at());
    }
  }

  /// Comes back `levels` levels.
  void leave(int levels) {
    depth -= levels;
  }
}
