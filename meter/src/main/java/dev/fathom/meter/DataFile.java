package dev.fathom.meter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Constants in a JSON file: `{"entries": [{...}]}`, each with its source, date and unit.
///
/// @param name for people
record DataFile(String name, List<Entry> entries) {
  private static final long MOST_BYTES = 1 << 20;

  /// One that lies beside this class.
  static DataFile builtIn(String name) {
    try (InputStream in = DataFile.class.getResourceAsStream(name)) {
      byte[] text = Objects.requireNonNull(in, name + " is not in this build").readAllBytes();
      return parse(name, new String(text, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// A file of the user's; throws {@link IllegalArgumentException} with one line.
  static DataFile read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(
            "%s: %,d bytes are too much for such a file".formatted(file, Files.size(file)));
      }
      return parse(file.toString(), Files.readString(file));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(file + ": cannot be read: " + unreadable, unreadable);
    }
  }

  private static DataFile parse(String name, String text) {
    JsonNode list;
    try {
      list = JsonMapper.shared().readTree(text).path("entries");
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          "%s: line %d: %s"
              .formatted(name, malformed.getLocation().getLineNr(), malformed.getOriginalMessage()),
          malformed);
    }
    if (!list.isArray() || list.isEmpty()) {
      throw new IllegalArgumentException(name + ": wanted an object with a list 'entries'");
    }
    List<Entry> entries = new ArrayList<>();
    list.forEach(node -> entries.add(new Entry(name + ": entry " + (entries.size() + 1), node)));
    return new DataFile(name, entries);
  }

  /// One constant, or a few that belong together.
  ///
  /// @param place for people
  record Entry(String place, JsonNode node) {
    /// The text of `field`.
    String text(String field) {
      JsonNode value = node.path(field);
      if (!value.isString() || value.asString().isBlank()) {
        throw new IllegalArgumentException(
            "%s: '%s' must be a text, got %s".formatted(place, field, value));
      }
      return value.asString();
    }

    /// The number of `field`, 0 or more.
    double number(String field) {
      JsonNode value = node.path(field);
      if (!value.isNumber() || !(value.asDouble() >= 0) || value.asDouble() > 1e15) {
        throw new IllegalArgumentException(
            "%s: '%s' must be a number, 0 or more, got %s".formatted(place, field, value));
      }
      return value.asDouble();
    }

    /// Fails unless its numbers are counted in `unit`.
    void requireUnit(String unit) {
      if (!text("unit").equals(unit)) {
        throw new IllegalArgumentException(
            "%s: 'unit' must be '%s', got '%s'".formatted(place, unit, text("unit")));
      }
    }
  }
}
