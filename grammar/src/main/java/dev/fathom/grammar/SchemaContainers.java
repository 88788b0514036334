package dev.fathom.grammar;

import static dev.fathom.grammar.Expression.choice;
import static dev.fathom.grammar.Expression.optional;
import static dev.fathom.grammar.Expression.rule;
import static dev.fathom.grammar.Expression.sequence;
import static dev.fathom.grammar.Expression.star;
import static dev.fathom.grammar.Expression.text;

import dev.fathom.grammar.Expression.Repeat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.node.BooleanNode;

/// What schemas say about objects and lists. Built from the last member to the first, each behind
/// the other in a rule of its own, so nothing nests however many there are.
final class SchemaContainers {
  private final JsonSyntax syntax;
  private final Function<SchemaNode, Expression> parts;

  /// @param parts what a schema inside a schema describes
  SchemaContainers(JsonSyntax syntax, Function<SchemaNode, Expression> parts) {
    this.syntax = syntax;
    this.parts = parts;
  }

  Expression object(SchemaNode schema) {
    Map<String, SchemaNode> properties = properties(schema);
    Set<String> required = schema.find("required").map(SchemaNode::texts).orElse(Set.of());
    boolean open = isOpen(schema);
    if (open && properties.isEmpty() && !schema.has("additionalProperties")) {
      return syntax.object;
    }
    Expression end = sequence(syntax.gap, text("}"));
    Expression more = open ? additional(schema, properties.keySet()) : Expression.never();
    // what may come behind a member, and at the beginning
    Expression behind = rule("members", sequence(star(syntax.further(more)), end));
    Expression first = rule("first", choice(text("}"), sequence(more, behind)));
    List<String> names = new ArrayList<>(properties.keySet());
    for (String name : names.reversed()) {
      Expression key = text(JsonValues.quoted(name, schema));
      Expression value = parts.apply(property(schema, name, properties));
      Expression member = rule("member", JsonSyntax.member(key, value));
      boolean must = required.contains(name);
      first = either(sequence(member, behind), first, must);
      behind = either(sequence(syntax.further(member), behind), behind, must);
    }
    return sequence(text("{"), syntax.gap, first);
  }

  private static Expression either(Expression member, Expression without, boolean must) {
    return rule("members", must ? member : choice(member, without));
  }

  /// The schemas of all named properties: those described, then those only required.
  private static Map<String, SchemaNode> properties(SchemaNode schema) {
    Map<String, SchemaNode> all = new LinkedHashMap<>();
    schema.find("properties").ifPresent(properties -> all.putAll(properties.members()));
    schema
        .find("required")
        .ifPresent(names -> names.texts().forEach(name -> all.putIfAbsent(name, names)));
    return all;
  }

  private static SchemaNode property(
      SchemaNode schema, String name, Map<String, SchemaNode> properties) {
    boolean described = schema.at("properties").has(name);
    return described
        ? properties.getOrDefault(name, schema)
        : schema
            .find("additionalProperties")
            .orElse(schema.at("additionalProperties").with(BooleanNode.TRUE));
  }

  private static boolean isOpen(SchemaNode schema) {
    if (!schema.has("additionalProperties")) {
      return !schema.has("properties");
    }
    return !(schema.at("additionalProperties").json() instanceof BooleanNode more)
        || more.booleanValue();
  }

  private Expression additional(SchemaNode schema, Set<String> names) {
    Expression key =
        names.isEmpty()
            ? syntax.string
            : JsonSyntax.quoted(new TextTree(names, Spelling.JSON).noneOf());
    Expression value = schema.find("additionalProperties").map(parts).orElse(syntax.value);
    return rule("additional member", JsonSyntax.member(key, value));
  }

  Expression array(SchemaNode schema) {
    int min = schema.count("minItems", 0);
    int max = schema.count("maxItems", Expression.UNBOUNDED);
    List<SchemaNode> places =
        schema.find("prefixItems").map(SchemaNode::elements).orElse(List.of());
    Expression rest =
        schema
            .find("items")
            .map(parts)
            .orElse(places.isEmpty() ? syntax.value : Expression.never());
    if (min > max) {
      return Expression.never();
    }
    Expression items = items(places.stream().map(parts).toList(), rest, min, max);
    return sequence(text("["), syntax.gap, items, text("]"));
  }

  /// @param places the items at the beginning, each with a schema of its own
  /// @param rest each further item
  private Expression items(List<Expression> places, Expression rest, int min, int max) {
    if (max == 0) {
      return Expression.empty();
    }
    int described = Math.min(places.size(), max);
    int more = Math.max(0, min - Math.max(1, described));
    int most = max == Expression.UNBOUNDED ? max : max - Math.max(1, described);
    Expression behind = new Repeat(syntax.further(rest), more, most);
    for (int i = described - 1; i > 0; i--) {
      Expression item = sequence(syntax.further(places.get(i)), behind);
      behind = rule("items", i < min ? item : optional(item));
    }
    Expression first = described == 0 ? rest : places.getFirst();
    Expression all = sequence(first, behind, syntax.gap);
    return min > 0 ? all : optional(all);
  }
}
