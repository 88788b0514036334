package dev.fathom.grammar;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One schema for the values of two, both without keywords that combine. What they say about the
/// same property is left as an `allOf`.
final class SchemaMerge {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  /// Keywords of which the larger (1) or the smaller (-1) value holds.
  private static final Map<String, Integer> BOUNDS =
      Map.of(
          "minimum", 1,
          "exclusiveMinimum", 1,
          "minLength", 1,
          "minItems", 1,
          "maximum", -1,
          "exclusiveMaximum", -1,
          "maxLength", -1,
          "maxItems", -1);

  private final SchemaNode one;
  private final SchemaNode other;
  private final ObjectNode merged;

  private SchemaMerge(SchemaNode one, SchemaNode other) {
    this.one = one;
    this.other = other;
    this.merged = MAKE.objectNode().setAll(one.object());
  }

  static SchemaNode of(SchemaNode one, SchemaNode other) {
    SchemaMerge merge = new SchemaMerge(one, other);
    for (String keyword : other.object().propertyNames()) {
      if (!keyword.equals("properties") && !keyword.equals("additionalProperties")) {
        merge.add(keyword);
      }
    }
    merge.addProperties();
    return one.with(merge.merged);
  }

  private void add(String keyword) {
    SchemaNode theirs = other.at(keyword);
    if (keyword.equals("const") || keyword.equals("enum")) {
      addValues();
    } else if (!one.has(keyword)) {
      refuseTuple(keyword);
      merged.set(keyword, theirs.json());
    } else if (BOUNDS.containsKey(keyword)) {
      BigDecimal ours = one.at(keyword).number();
      int side = BOUNDS.getOrDefault(keyword, 1);
      boolean replace = theirs.number().compareTo(ours) * side > 0;
      merged.set(keyword, replace ? theirs.json() : one.at(keyword).json());
    } else {
      merged.set(keyword, both(keyword));
    }
  }

  private JsonNode both(String keyword) {
    SchemaNode ours = one.at(keyword);
    SchemaNode theirs = other.at(keyword);
    return switch (keyword) {
      case "type" -> list(commonTypes());
      case "required" -> {
        Set<String> names = new LinkedHashSet<>(ours.texts());
        names.addAll(theirs.texts());
        yield list(names);
      }
      case "items" -> allOf(ours.json(), theirs.json());
      default -> {
        if (!ours.json().equals(theirs.json())) {
          throw ours.bad("allOf cannot put two different '" + keyword + "' together");
        }
        yield ours.json();
      }
    };
  }

  // a tuple's places would have to be put together with the other's items one by one
  private void refuseTuple(String keyword) {
    boolean tuple = one.has("prefixItems") || other.has("prefixItems");
    boolean both = keyword.equals("items") || (keyword.equals("prefixItems") && one.has("items"));
    if (tuple && both) {
      throw one.bad("allOf cannot put 'prefixItems' and the other schema's 'items' together");
    }
  }

  private Set<String> commonTypes() {
    Set<String> ours = SchemaKeywords.types(one);
    Set<String> theirs = SchemaKeywords.types(other);
    Set<String> common = new LinkedHashSet<>();
    for (String type : SchemaKeywords.TYPES) {
      if (admits(ours, type) && admits(theirs, type)) {
        common.add(type);
      }
    }
    return common;
  }

  private static boolean admits(Set<String> types, String type) {
    return types.contains(type) || (type.equals("integer") && types.contains("number"));
  }

  private void addValues() {
    ArrayNode common = MAKE.arrayNode();
    List<JsonNode> theirs = values(other);
    boolean any = !one.has("enum") && !one.has("const");
    for (JsonNode value : any ? theirs : values(one)) {
      if (theirs.contains(value)) {
        common.add(value);
      }
    }
    merged.remove("const");
    merged.set("enum", common);
  }

  /// The values that `schema` lists by `enum` or `const`.
  static List<JsonNode> values(SchemaNode schema) {
    if (!schema.has("enum")) {
      return List.of(schema.at("const").json());
    }
    List<JsonNode> values = schema.at("enum").elements().stream().map(SchemaNode::json).toList();
    return schema.has("const")
        ? values.stream().filter(schema.at("const").json()::equals).toList()
        : values;
  }

  private void addProperties() {
    ObjectNode properties = MAKE.objectNode();
    Set<String> names = new LinkedHashSet<>();
    for (SchemaNode schema : List.of(one, other)) {
      schema.find("properties").ifPresent(p -> names.addAll(p.members().keySet()));
    }
    for (String name : names) {
      properties.set(name, allOf(property(one, name), property(other, name)));
    }
    if (!names.isEmpty()) {
      merged.set("properties", properties);
    }
    if (other.has("additionalProperties")) {
      JsonNode theirs = other.at("additionalProperties").json();
      merged.set(
          "additionalProperties",
          one.has("additionalProperties")
              ? allOf(one.at("additionalProperties").json(), theirs)
              : theirs);
    }
  }

  private static JsonNode property(SchemaNode schema, String name) {
    SchemaNode properties = schema.at("properties");
    if (properties.has(name)) {
      return properties.at(name).json();
    }
    return schema.find("additionalProperties").map(SchemaNode::json).orElse(BooleanNode.TRUE);
  }

  private static JsonNode allOf(JsonNode one, JsonNode other) {
    if (one.equals(other) || isTrue(other)) {
      return one;
    }
    if (isTrue(one)) {
      return other;
    }
    return MAKE.objectNode().set("allOf", MAKE.arrayNode().add(one).add(other));
  }

  private static boolean isTrue(JsonNode schema) {
    return schema.isBoolean() && schema.booleanValue();
  }

  private static ArrayNode list(Set<String> texts) {
    ArrayNode list = MAKE.arrayNode();
    texts.forEach(list::add);
    return list;
  }
}
