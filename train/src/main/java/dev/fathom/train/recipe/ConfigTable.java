package dev.fathom.train.recipe;

import dev.fathom.train.TrainingException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// A table of a TOML file, read key by key. What is absent takes its default; what is wrong, and at
/// {@link #finish} what nobody asked for, fails with file, key, found and wanted.
final class ConfigTable {
  private static final int MOST_CHARACTERS = 1 << 20;

  private final String file;
  private final String path;
  private final ObjectNode node;
  private final Set<String> asked = new LinkedHashSet<>();

  private ConfigTable(String file, String path, ObjectNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /// The whole of `toml`.
  ///
  /// @param file its name, for messages
  static ConfigTable parse(String file, String toml) {
    if (toml.length() > MOST_CHARACTERS) {
      throw new TrainingException(
          "%s: %,d characters are too much for a configuration".formatted(file, toml.length()));
    }
    try {
      return new ConfigTable(
          file, "", (ObjectNode) TomlMapper.builder().build().readTree(toml.strip() + "\n"));
    } catch (JacksonException malformed) {
      throw new TrainingException(
          "%s: line %d: %s"
              .formatted(file, malformed.getLocation().getLineNr(), malformed.getOriginalMessage()),
          malformed);
    }
  }

  boolean has(String key) {
    return node.has(key);
  }

  /// The keys there are, in the file's order.
  List<String> names() {
    return List.copyOf(node.propertyNames());
  }

  /// A whole number in a range; `ifAbsent` where there is none.
  int integer(String key, int ifAbsent, Range range) {
    JsonNode value = value(key);
    if (value == null) {
      return ifAbsent;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || !range.holds((double) value.asLong())) {
      throw wrong(key, value, "a whole number " + range.words());
    }
    return value.asInt();
  }

  /// A number in a range.
  double number(String key, double ifAbsent, Range range) {
    JsonNode value = value(key);
    if (value == null) {
      return ifAbsent;
    }
    if (!value.isNumber() || !range.holds(value.asDouble())) {
      throw wrong(key, value, "a number " + range.words());
    }
    return value.asDouble();
  }

  boolean flag(String key, boolean ifAbsent) {
    JsonNode value = value(key);
    if (value == null) {
      return ifAbsent;
    }
    if (!value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.asBoolean();
  }

  String text(String key, String ifAbsent) {
    JsonNode value = value(key);
    if (value == null) {
      return ifAbsent;
    }
    if (!value.isString() || value.asString().isBlank()) {
      throw wrong(key, value, "a text");
    }
    return value.asString();
  }

  /// A text that must be there.
  String text(String key) {
    if (!has(key)) {
      throw new TrainingException("%s: '%s' is missing".formatted(file, path + key));
    }
    return text(key, "");
  }

  /// One of an enum's values, in small letters with dashes.
  <E extends Enum<E>> E choice(String key, E ifAbsent) {
    JsonNode value = value(key);
    if (value == null) {
      return ifAbsent;
    }
    List<String> spellings = new ArrayList<>();
    for (E each : EnumSet.allOf(ifAbsent.getDeclaringClass())) {
      String spelling = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (value.isString() && value.asString().equals(spelling)) {
        return each;
      }
      spellings.add(spelling);
    }
    throw wrong(key, value, "one of " + String.join(", ", spellings));
  }

  /// Numbers of 0 or more, at least one of them above 0.
  List<Double> shares(String key, List<Double> ifAbsent) {
    JsonNode value = value(key);
    if (value == null) {
      return ifAbsent;
    }
    List<Double> shares = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(each -> shares.add(each.isNumber() ? each.asDouble() : -1.0));
    }
    boolean right = shares.stream().allMatch(share -> share >= 0 && share < 1e9);
    if (!right || shares.stream().noneMatch(share -> share > 0)) {
      throw wrong(key, value, "a list of numbers of 0 or more, one of them above 0");
    }
    return List.copyOf(shares);
  }

  /// The table `key`, empty where there is none.
  ConfigTable table(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return new ConfigTable(
          file, path + key + ".", TomlMapper.builder().build().createObjectNode());
    }
    return inner(key, value);
  }

  /// The tables in the table `key` by name, in the file's order.
  Map<String, ConfigTable> tables(String key) {
    ConfigTable outer = table(key);
    Map<String, ConfigTable> tables = new LinkedHashMap<>();
    outer.node.forEachEntry((name, value) -> tables.put(name, outer.inner(name, value)));
    return tables;
  }

  /// The tables in the list `key`.
  List<ConfigTable> list(String key) {
    JsonNode value = value(key);
    List<ConfigTable> tables = new ArrayList<>();
    if (value == null || !value.isArray()) {
      throw wrong(key, value, "a list of tables [[" + key + "]]");
    }
    int number = 0;
    for (JsonNode each : value) {
      tables.add(inner(key + "[" + ++number + "]", each));
    }
    return tables;
  }

  /// Fails where there are keys that nobody asked for.
  void finish() {
    for (String key : node.propertyNames()) {
      if (!asked.contains(key)) {
        throw new TrainingException(
            "%s: there is no '%s'; there are %s"
                .formatted(file, path + key, String.join(", ", asked)));
      }
    }
  }

  /// What is wrong with the value of `key`.
  TrainingException wrong(String key, String found, String wanted) {
    return new TrainingException(
        "%s: '%s' must be %s, found %s".formatted(file, path + key, wanted, found));
  }

  private TrainingException wrong(
      String key, @org.jspecify.annotations.Nullable JsonNode found, String wanted) {
    return wrong(key, found == null ? "nothing" : found.toString(), wanted);
  }

  private ConfigTable inner(String key, JsonNode value) {
    if (!(value instanceof ObjectNode table)) {
      throw wrong(key, value, "a table");
    }
    return new ConfigTable(file, path + key + ".", table);
  }

  private @org.jspecify.annotations.Nullable JsonNode value(String key) {
    asked.add(key);
    return node.get(key);
  }
}
