package dev.fathom.grammar;

import dev.fathom.grammar.Expression.Call;
import dev.fathom.grammar.Expression.Choice;
import dev.fathom.grammar.Expression.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a JSON Schema (draft 2020-12). What is served is narrower than what the schema allows,
/// never wider (but see `nullable`): properties come in the schema's order; objects and tuples have
/// no members that are not described, unless `additionalProperties` or `items` asks for them; where
/// there is no `type`, values are of the types that the keywords speak of. `oneOf` is served where
/// its branches exclude each other, `allOf` by merging. Everything else is refused by name.
final class SchemaReader {
  private static final int MAX_RULES = 50_000;

  private final JsonSyntax syntax = new JsonSyntax();
  private final SchemaAlternatives alternatives;
  private final SchemaReferences references;
  private final SchemaScalars scalars = new SchemaScalars(syntax);
  private final SchemaContainers containers = new SchemaContainers(syntax, this::rule);

  // equal schemas share a rule, so a recursive schema ends in itself; bodies are made one by one,
  // so a long chain of references does not nest
  private final Map<JsonNode, Rule> rules = new HashMap<>();
  private final Deque<SchemaNode> waiting = new ArrayDeque<>();

  private SchemaReader(SchemaNode root) {
    this.references = new SchemaReferences(root);
    this.alternatives = new SchemaAlternatives(references);
  }

  /// The values that `schema`, a JSON text, describes.
  static Expression read(String schema) {
    SchemaNode root = SchemaNode.parse(schema);
    SchemaReader reader = new SchemaReader(root);
    Expression expression = reader.rule(root);
    while (!reader.waiting.isEmpty()) {
      SchemaNode next = reader.waiting.remove();
      Rule rule = reader.rules.get(next.json());
      if (rule != null) {
        rule.define(reader.body(next));
      }
    }
    return expression;
  }

  private Expression rule(SchemaNode schema) {
    if (schema.json() instanceof BooleanNode all) {
      return all.booleanValue() ? syntax.value : Expression.never();
    }
    Rule known = rules.get(schema.json());
    if (known != null) {
      return new Call(known);
    }
    if (rules.size() == MAX_RULES) {
      throw schema.bad("the schema has more than 50,000 parts");
    }
    Rule rule = new Rule("schema at " + schema.path());
    rules.put(schema.json(), rule);
    waiting.add(schema);
    return new Call(rule);
  }

  private Expression body(SchemaNode schema) {
    if (!schema.json().isObject()) {
      throw schema.bad("must be an object, true or false");
    }
    ObjectNode core = SchemaKeywords.stripped(schema);
    // where nothing else is said, each branch can keep its own rule
    if (core.size() == 1 && core.has("$ref")) {
      return rule(references.target(schema.at("$ref")));
    }
    if (core.size() == 1 && core.has("anyOf")) {
      return choice(schema.at("anyOf").elements());
    }
    if (core.size() == 1 && core.has("oneOf")) {
      alternatives.refuseOverlap(schema.at("oneOf"));
      return choice(schema.at("oneOf").elements());
    }
    if (SchemaKeywords.COMBINING.stream().noneMatch(core::has)) {
      return plain(schema.with(core));
    }
    return choice(alternatives.of(schema.with(core)));
  }

  private Expression choice(List<SchemaNode> schemas) {
    return new Choice(schemas.stream().map(this::rule).toList());
  }

  /// A schema without keywords that combine.
  private Expression plain(SchemaNode schema) {
    if (schema.object().isEmpty()) {
      return syntax.value;
    }
    if (schema.has("enum") || schema.has("const")) {
      return scalars.values(schema);
    }
    Set<String> types = SchemaKeywords.types(schema);
    List<Expression> options = new ArrayList<>();
    for (String type : types) {
      options.add(
          switch (type) {
            case "object" -> containers.object(schema);
            case "array" -> containers.array(schema);
            default -> scalars.ofType(type, schema);
          });
    }
    return options.size() == 1 ? options.getFirst() : new Choice(options);
  }
}
