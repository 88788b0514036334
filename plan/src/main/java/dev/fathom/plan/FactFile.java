package dev.fathom.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.toml.TomlMapper;

/// Constants in a file: the built-in ones are JSON, `{"entries": [{...}]}`, each with name, source
/// and date; a user's own file is one such entry in TOML or JSON.
///
/// @param name for people
public record FactFile(String name, List<Fact> facts) {
  private static final long MOST_BYTES = 1 << 20;

  /// All that lie beside this class.
  public static final List<String> BUILT_IN =
      List.of(
          "assumptions.json",
          "models.json",
          "precisions.json",
          "machines.json",
          "sites.json",
          "scenarios.json",
          "recipes.json",
          "stages.json",
          "scaling-laws.json",
          "published.json");

  public FactFile {
    facts = List.copyOf(facts);
  }

  private static final Map<String, FactFile> READ = new ConcurrentHashMap<>();

  /// One that lies beside this class.
  public static FactFile builtIn(String name) {
    return READ.computeIfAbsent(name, FactFile::readBuiltIn);
  }

  private static FactFile readBuiltIn(String name) {
    try (InputStream in = FactFile.class.getResourceAsStream(name)) {
      byte[] text = Objects.requireNonNull(in, name + " is not in this build").readAllBytes();
      JsonNode tree = tree(name, new String(text, StandardCharsets.UTF_8), JsonMapper.shared());
      List<Fact> facts = new ArrayList<>();
      for (JsonNode entry : tree.path("entries")) {
        Fact fact = fact(name + ": " + entry.path("name").asString(), entry);
        fact.text("source");
        fact.text("date");
        facts.add(fact);
      }
      return new FactFile(name, facts);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// A file of the user's, one entry; throws {@link IllegalArgumentException} with one line.
  public static Fact read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(file + ": no such file");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(
            "%s: %,d bytes are too much for such a file".formatted(file, Files.size(file)));
      }
      boolean json = file.toString().endsWith(".json");
      ObjectMapper mapper = json ? JsonMapper.shared() : TomlMapper.shared();
      return fact(file.toString(), tree(file.toString(), Files.readString(file), mapper));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(file + ": cannot be read: " + unreadable, unreadable);
    }
  }

  private static JsonNode tree(String name, String text, ObjectMapper mapper) {
    try {
      return mapper.readTree(text);
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          "%s: line %d: %s"
              .formatted(name, malformed.getLocation().getLineNr(), malformed.getOriginalMessage()),
          malformed);
    }
  }

  private static Fact fact(String place, JsonNode entry) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (var field : entry.properties()) {
      JsonNode value = field.getValue();
      if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
        throw new IllegalArgumentException(
            "%s: '%s' must be a text or a number, got %s".formatted(place, field.getKey(), value));
      }
      fields.put(field.getKey(), value.asString());
    }
    return new Fact(place, fields);
  }

  /// The entry called `name`.
  public Optional<Fact> find(String wanted) {
    return facts.stream().filter(fact -> fact.text("name").equalsIgnoreCase(wanted)).findFirst();
  }

  /// The entry called `wanted`; throws where there is none, `what` is its kind.
  public Fact require(String what, String wanted) {
    return find(wanted)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no %s '%s'; known are %s"
                        .formatted(what, wanted, String.join(", ", names()))));
  }

  public List<String> names() {
    return facts.stream().map(fact -> fact.text("name")).toList();
  }
}
