package dev.fathom.grammar;

import dev.fathom.grammar.CodePoints.Range;
import java.util.ArrayList;
import java.util.List;

/// How characters are written as bytes.
enum Spelling {
  /// As they are, in UTF-8.
  PLAIN,
  /// As the content of a JSON string, each character in one way only: with a short escape where
  /// JSON has one (but `/` as it is), other control characters by their number, the rest in UTF-8.
  JSON;

  private static final CodePoints ESCAPED =
      CodePoints.range(0, 0x1F).or(CodePoints.of('"')).or(CodePoints.of('\\'));

  /// One of `characters`.
  Expression oneOf(CodePoints characters) {
    return switch (this) {
      case PLAIN -> Utf8.oneOf(characters);
      case JSON -> json(characters);
    };
  }

  /// Exactly `text`, which must have no surrogate without its other half.
  Expression text(String text) {
    return switch (this) {
      case PLAIN -> Expression.text(text);
      case JSON -> Expression.text(escaped(text));
    };
  }

  /// `text` as the content of a JSON string.
  static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(escape(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static Expression json(CodePoints characters) {
    List<Expression> options = new ArrayList<>();
    CodePoints plain = characters.without(ESCAPED);
    if (!plain.isEmpty()) {
      options.add(Utf8.oneOf(plain));
    }
    for (Range range : characters.and(ESCAPED).ranges()) {
      for (int c = range.first(); c <= range.last(); c++) {
        options.add(Expression.text(escape(c)));
      }
    }
    return options.size() == 1 ? options.getFirst() : new Expression.Choice(options);
  }

  private static String escape(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      default -> "\\u%04x".formatted(c);
    };
  }
}
