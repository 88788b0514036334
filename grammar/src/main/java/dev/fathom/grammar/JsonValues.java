package dev.fathom.grammar;

import dev.fathom.grammar.Expression.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Given JSON values, as they may be written.
final class JsonValues {
  private JsonValues() {}

  /// The text of `value`, which is neither list nor object.
  ///
  /// @param schema where it stands, for messages
  static String text(JsonNode value, SchemaNode schema) {
    return value.isString() ? quoted(value.stringValue(), schema) : value.toString();
  }

  /// `text` as a JSON string.
  static String quoted(String text, SchemaNode schema) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw schema.bad("has half a surrogate pair");
    }
    return '"' + Spelling.escaped(text) + '"';
  }

  /// `value`, with blanks where {@link JsonSyntax} has them.
  static Expression expression(JsonNode value, SchemaNode schema, JsonSyntax syntax) {
    List<Expression> parts = new ArrayList<>();
    if (value.isObject()) {
      for (var member : value.properties()) {
        Expression key = Expression.text(quoted(member.getKey(), schema));
        parts.add(JsonSyntax.member(key, expression(member.getValue(), schema, syntax)));
      }
      return list("{", parts, "}", syntax);
    }
    if (value.isArray()) {
      value.forEach(item -> parts.add(expression(item, schema, syntax)));
      return list("[", parts, "]", syntax);
    }
    return Expression.text(text(value, schema));
  }

  private static Expression list(
      String open, List<Expression> parts, String close, JsonSyntax syntax) {
    List<Expression> all = new ArrayList<>(List.of(Expression.text(open), syntax.gap));
    for (int i = 0; i < parts.size(); i++) {
      all.add(i == 0 ? parts.get(i) : syntax.further(parts.get(i)));
    }
    all.add(parts.isEmpty() ? Expression.empty() : syntax.gap);
    all.add(Expression.text(close));
    return new Sequence(all);
  }
}
