package dev.fathom.grammar;

import dev.fathom.grammar.Expression.Choice;
import dev.fathom.grammar.Expression.Repeat;
import dev.fathom.grammar.NumberRange.Bound;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What schemas say about strings, numbers, booleans, null and listed values.
final class SchemaScalars {
  private final JsonSyntax syntax;

  SchemaScalars(JsonSyntax syntax) {
    this.syntax = syntax;
  }

  /// The values of one type, neither `object` nor `array`.
  Expression ofType(String type, SchemaNode schema) {
    return switch (type) {
      case "string" -> string(schema);
      case "integer" -> number(schema, true);
      case "number" -> number(schema, false);
      case "boolean" -> syntax.bool;
      case "null" -> syntax.nothing;
      default -> throw schema.bad("'" + type + "' is no type of single values");
    };
  }

  /// The values that `enum` or `const` lists, as far as the other keywords admit them.
  Expression values(SchemaNode schema) {
    Set<String> types = SchemaKeywords.types(schema);
    List<String> texts = new ArrayList<>();
    List<Expression> options = new ArrayList<>();
    for (JsonNode value : SchemaMerge.values(schema)) {
      String type = typeOf(value);
      boolean ofType = types.contains(type) || (type.equals("integer") && types.contains("number"));
      if (schema.has("type") && !ofType) {
        continue;
      }
      if (value.isContainer()) {
        refuseMore(schema, type);
        options.add(JsonValues.expression(value, schema, syntax));
      } else {
        texts.add(JsonValues.text(value, schema));
      }
    }
    options.add(new TextTree(admitted(texts, schema), Spelling.PLAIN).oneOf());
    return options.size() == 1 ? options.getFirst() : new Choice(options);
  }

  private static void refuseMore(SchemaNode schema, String type) {
    if (SchemaKeywords.hasKeywordsAbout(schema, type)) {
      throw schema.bad("'enum' and 'const' with lists or objects go with no other keywords");
    }
  }

  /// Those of `texts` that the schema's other keywords admit, found by matching them.
  private List<String> admitted(List<String> texts, SchemaNode schema) {
    List<String> result = texts;
    for (String type : List.of("string", "number")) {
      if (SchemaKeywords.hasKeywordsAbout(schema, type)) {
        Positions positions = new Positions(AutomatonBuilder.build(ofType(type, schema)));
        result =
            result.stream()
                .filter(text -> !typeOfText(text).equals(type) || matches(positions, text))
                .toList();
      }
    }
    return result;
  }

  private static String typeOfText(String json) {
    char first = json.charAt(0);
    boolean number = first == '-' || (first >= '0' && first <= '9');
    return first == '"' ? "string" : number ? "number" : "other";
  }

  private static boolean matches(Positions positions, String text) {
    Position at = positions.start();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      at = at == Position.NOWHERE ? at : positions.next(at, b & 0xFF);
    }
    return at.complete;
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.decimalValue().stripTrailingZeros().scale() <= 0 ? "integer" : "number";
      default -> "null";
    };
  }

  private Expression string(SchemaNode schema) {
    int min = schema.count("minLength", 0);
    int max = schema.count("maxLength", Expression.UNBOUNDED);
    boolean bounded = min > 0 || max < Expression.UNBOUNDED;
    boolean pattern = schema.has("pattern");
    boolean format = schema.has("format");
    if ((bounded ? 1 : 0) + (pattern ? 1 : 0) + (format ? 1 : 0) > 1) {
      throw schema.bad("of 'pattern', 'format' and 'minLength' or 'maxLength' only one is served");
    }
    if (pattern) {
      return pattern(schema.at("pattern"));
    }
    if (format) {
      String regex = StringFormats.regex(schema.at("format"));
      return JsonSyntax.quoted(RegexReader.matched(regex, Spelling.JSON));
    }
    if (!bounded) {
      return syntax.string;
    }
    return min > max
        ? Expression.never()
        : JsonSyntax.quoted(new Repeat(syntax.character, min, max));
  }

  private static Expression pattern(SchemaNode pattern) {
    try {
      return JsonSyntax.quoted(RegexReader.searched(pattern.text(), Spelling.JSON));
    } catch (GrammarException e) {
      throw pattern.bad(String.valueOf(e.getMessage()));
    }
  }

  private Expression number(SchemaNode schema, boolean whole) {
    Bound low = bound(schema, "minimum", "exclusiveMinimum", 1);
    Bound high = bound(schema, "maximum", "exclusiveMaximum", -1);
    if (low == null && high == null) {
      return whole ? syntax.integer : syntax.number;
    }
    return NumberRange.between(low, high, whole);
  }

  /// The tighter of two bounds.
  ///
  /// @param side 1 where the larger is tighter, -1 where the smaller is
  private static @Nullable Bound bound(SchemaNode schema, String within, String beyond, int side) {
    BigDecimal inclusive = schema.has(within) ? schema.at(within).number() : null;
    BigDecimal exclusive = schema.has(beyond) ? schema.at(beyond).number() : null;
    if (inclusive == null) {
      return exclusive == null ? null : new Bound(exclusive, true);
    }
    if (exclusive != null && exclusive.compareTo(inclusive) * side >= 0) {
      return new Bound(exclusive, true);
    }
    return new Bound(inclusive, false);
  }
}
