package dev.fathom.grammar;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The keywords of JSON Schema (draft 2020-12) that are served, and the types that they speak of.
final class SchemaKeywords {
  static final List<String> TYPES =
      List.of("object", "array", "string", "integer", "number", "boolean", "null");

  /// Say something about a schema, not about its values.
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "default",
          "example",
          "examples",
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions",
          "deprecated",
          "readOnly",
          "writeOnly",
          "contentEncoding",
          "contentMediaType");

  /// Put schemas together.
  static final Set<String> COMBINING = Set.of("$ref", "allOf", "anyOf", "oneOf", "nullable");

  private static final Map<String, List<String>> ABOUT =
      Map.of(
          "object", List.of("properties", "required", "additionalProperties"),
          "array", List.of("items", "prefixItems", "minItems", "maxItems"),
          "string", List.of("minLength", "maxLength", "pattern", "format"),
          "number", List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"));

  private SchemaKeywords() {}

  /// The schema without annotations; refuses keywords that are not served.
  static ObjectNode stripped(SchemaNode schema) {
    ObjectNode core = JsonNodeFactory.instance.objectNode();
    schema
        .members()
        .forEach(
            (name, value) -> {
              if (isServed(name)) {
                core.set(name, value.json());
              } else if (!ANNOTATIONS.contains(name) && !saysNothing(name, value.json())) {
                throw schema.bad("the keyword '" + name + "' is not supported");
              }
            });
    return core;
  }

  /// The types that the values of `schema` may have; where it does not say, those that its keywords
  /// speak of; where these say nothing either, all.
  static Set<String> types(SchemaNode schema) {
    Set<String> types = new LinkedHashSet<>();
    if (schema.has("type")) {
      SchemaNode type = schema.at("type");
      types.addAll(type.json().isArray() ? type.texts() : Set.of(type.text()));
      for (String name : types) {
        if (!TYPES.contains(name)) {
          throw type.bad("'" + name + "' is no type");
        }
      }
      return types;
    }
    for (String type : TYPES) {
      if (ABOUT.getOrDefault(type, List.of()).stream().anyMatch(schema::has)) {
        types.add(type);
      }
    }
    return types.isEmpty() ? new LinkedHashSet<>(TYPES) : types;
  }

  /// Whether `schema` says more about values than their type.
  static boolean hasKeywordsAbout(SchemaNode schema, String type) {
    return ABOUT.getOrDefault(type, List.of()).stream().anyMatch(schema::has);
  }

  private static boolean isServed(String name) {
    return COMBINING.contains(name)
        || Set.of("type", "enum", "const").contains(name)
        || ABOUT.values().stream().anyMatch(names -> names.contains(name));
  }

  private static boolean saysNothing(String name, JsonNode value) {
    return switch (name) {
      case "uniqueItems" -> value.isBoolean() && !value.booleanValue();
      case "minProperties" -> value.isIntegralNumber() && value.longValue() == 0;
      default -> false;
    };
  }
}
