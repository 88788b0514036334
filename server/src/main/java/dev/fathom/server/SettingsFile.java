package dev.fathom.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// The configuration file, TOML.
final class SettingsFile {
  private static final long MOST_BYTES = 1 << 20;

  private SettingsFile() {}

  /// The values of `file` by key; a key that is none fails, with its name.
  static Map<String, String> read(Path file) {
    JsonNode root = tree(file);
    Map<String, String> values = new LinkedHashMap<>();
    flatten(file, "", root, values);
    Set<String> known = new HashSet<>();
    Setting.ALL.forEach(setting -> known.add(setting.key()));
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "%s: there is no setting '%s'; 'fathom config show' lists them".formatted(file, key));
      }
    }
    return values;
  }

  /// The tree in the TOML file `file`.
  static JsonNode tree(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(
            "%s: %,d bytes are too much for such a file".formatted(file, Files.size(file)));
      }
      return TomlMapper.builder().build().readTree(Files.readString(file));
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          "%s: line %d: %s"
              .formatted(file, malformed.getLocation().getLineNr(), malformed.getOriginalMessage()),
          malformed);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void flatten(Path file, String key, JsonNode node, Map<String, String> values) {
    if (key.equals("models") && node instanceof ObjectNode models) {
      StringJoiner all = new StringJoiner(",");
      models.forEachEntry((name, path) -> all.add(name + "=" + text(file, key, path)));
      values.put(key, all.toString());
    } else if (node instanceof ObjectNode table) {
      table.forEachEntry(
          (name, inner) -> flatten(file, key.isEmpty() ? name : key + "." + name, inner, values));
    } else if (node.isArray()) {
      StringJoiner all = new StringJoiner(",");
      node.forEach(element -> all.add(text(file, key, element)));
      values.put(key, all.toString());
    } else {
      values.put(key, text(file, key, node));
    }
  }

  private static String text(Path file, String key, JsonNode node) {
    if (!node.isValueNode()) {
      throw new IllegalArgumentException(
          "%s: '%s' must be one value, got a table".formatted(file, key));
    }
    String text = node.asString();
    if (text.indexOf(',') >= 0) {
      throw new IllegalArgumentException(
          "%s: '%s' must not have a comma in a value".formatted(file, key));
    }
    return text;
  }
}
