package dev.fathom.text;

/// One token of a template; `at` is its offset in the source.
record JinjaToken(Kind kind, String text, int at) {
  /// What a token is.
  enum Kind {
    DATA,
    PRINT_BEGIN,
    PRINT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String word) {
    return kind == Kind.NAME && text.equals(word);
  }

  /// How messages name this token.
  String shown() {
    return switch (kind) {
      case END -> "the end of the template";
      case DATA -> "text";
      case PRINT_BEGIN -> "'{{'";
      case PRINT_END -> "'}}'";
      case BLOCK_BEGIN -> "'{%'";
      case BLOCK_END -> "'%}'";
      case NAME, STRING, INTEGER, FLOAT, OPERATOR ->
          "'" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
    };
  }
}
