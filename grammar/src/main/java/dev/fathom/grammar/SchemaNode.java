package dev.fathom.grammar;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A part of a schema and where it lies, as a JSON pointer behind `#`. Look-ups name the path where
/// they fail.
record SchemaNode(JsonNode json, String path) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  // whoever says more than this means no bound: no answer gets there
  private static final int NO_BOUND = 1_000_000;

  /// The root of `schema`, a JSON text.
  static SchemaNode parse(String schema) {
    if (schema.length() > SourceText.MAX_LENGTH) {
      throw new GrammarException(
          "schema has %,d characters; at most 262,144 are served".formatted(schema.length()));
    }
    try {
      return new SchemaNode(MAPPER.readTree(schema), "#");
    } catch (JacksonException e) {
      String what = e.getOriginalMessage();
      String line = what == null ? "" : what.lines().findFirst().orElse("");
      throw new GrammarException("schema is not JSON: " + line);
    }
  }

  boolean has(String key) {
    return json.has(key);
  }

  SchemaNode at(String key) {
    String name = key.replace("~", "~0").replace("/", "~1");
    return new SchemaNode(json.path(key), path + "/" + name);
  }

  /// The member `key`, if there is one.
  Optional<SchemaNode> find(String key) {
    return has(key) ? Optional.of(at(key)) : Optional.empty();
  }

  /// The same place with other content.
  SchemaNode with(JsonNode other) {
    return new SchemaNode(other, path);
  }

  ObjectNode object() {
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw bad("must be an object");
  }

  /// The members of this object, in order.
  Map<String, SchemaNode> members() {
    Map<String, SchemaNode> members = new LinkedHashMap<>();
    for (String name : object().propertyNames()) {
      members.put(name, at(name));
    }
    return members;
  }

  /// The elements of this list.
  List<SchemaNode> elements() {
    if (!json.isArray()) {
      throw bad("must be a list");
    }
    List<SchemaNode> elements = new ArrayList<>();
    for (JsonNode element : json) {
      elements.add(new SchemaNode(element, path + "/" + elements.size()));
    }
    return elements;
  }

  String text() {
    if (!json.isString()) {
      throw bad("must be a text");
    }
    return json.stringValue();
  }

  /// The texts in this list.
  Set<String> texts() {
    Set<String> texts = new LinkedHashSet<>();
    elements().forEach(element -> texts.add(element.text()));
    return texts;
  }

  boolean isTrue() {
    if (!json.isBoolean()) {
      throw bad("must be true or false");
    }
    return json.booleanValue();
  }

  /// The number under `key`, if there is one: a count from 0, or {@link Expression#UNBOUNDED}.
  int count(String key, int otherwise) {
    return find(key).map(SchemaNode::count).orElse(otherwise);
  }

  private int count() {
    BigDecimal value = number();
    if (value.signum() < 0 || value.stripTrailingZeros().scale() > 0) {
      throw bad("must be a whole number from 0");
    }
    boolean bound = value.compareTo(BigDecimal.valueOf(NO_BOUND)) <= 0;
    return bound ? value.intValue() : Expression.UNBOUNDED;
  }

  /// A number of at most 30 digits on each side of its point.
  BigDecimal number() {
    if (!json.isNumber()) {
      throw bad("must be a number");
    }
    BigDecimal value = json.decimalValue().stripTrailingZeros();
    long before = (long) value.precision() - value.scale();
    if (before > NumberRange.MAX_DIGITS || value.scale() > NumberRange.MAX_DIGITS) {
      throw bad("has more than 30 digits before or behind its point");
    }
    return value;
  }

  /// The error that this part `what`.
  GrammarException bad(String what) {
    return new GrammarException("schema at " + path + ": " + what);
  }
}
