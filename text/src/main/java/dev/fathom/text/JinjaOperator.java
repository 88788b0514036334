package dev.fathom.text;

import org.jspecify.annotations.Nullable;

/// The operators between two values.
enum JinjaOperator {
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  DIVIDE("/"),
  FLOOR_DIVIDE("//"),
  MODULO("%"),
  POWER("**"),
  EQUAL("=="),
  NOT_EQUAL("!="),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  IN("in"),
  NOT_IN("not in");

  private final String sign;

  JinjaOperator(String sign) {
    this.sign = sign;
  }

  /// How templates write it.
  String sign() {
    return sign;
  }

  /// The comparison that `token` is, or starts when `second` follows it; else null.
  static @Nullable JinjaOperator comparison(JinjaToken token, JinjaToken second) {
    if (token.isName("in")) return IN;
    if (token.isName("not") && second.isName("in")) return NOT_IN;
    if (token.kind() != JinjaToken.Kind.OPERATOR) return null;
    return switch (token.text()) {
      case "==" -> EQUAL;
      case "!=" -> NOT_EQUAL;
      case "<" -> LESS;
      case "<=" -> LESS_OR_EQUAL;
      case ">" -> GREATER;
      case ">=" -> GREATER_OR_EQUAL;
      default -> null;
    };
  }

  /// The operator of `*`'s rank that `token` is, or null.
  static @Nullable JinjaOperator product(JinjaToken token) {
    if (token.kind() != JinjaToken.Kind.OPERATOR) return null;
    return switch (token.text()) {
      case "*" -> MULTIPLY;
      case "/" -> DIVIDE;
      case "//" -> FLOOR_DIVIDE;
      case "%" -> MODULO;
      default -> null;
    };
  }
}
