package dev.fathom.convert;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The YAML between `---` lines at the head of a model card (`README.md`): its keys with a text or
/// a list of texts. Other YAML (nested tables) is passed over.
final class FrontMatter {
  private static final String FENCE = "---";

  private final Map<String, List<String>> entries = new LinkedHashMap<>();

  private FrontMatter() {}

  /// Reads a card; empty where it begins with no front matter.
  static FrontMatter of(byte[] card) {
    FrontMatter front = new FrontMatter();
    List<String> lines = new String(card, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().strip().equals(FENCE)) {
      return front;
    }
    String key = "";
    for (String line : lines.subList(1, lines.size())) {
      if (line.strip().equals(FENCE)) {
        return front;
      }
      key = front.take(line, key);
    }
    // no second fence: not front matter
    return new FrontMatter();
  }

  /// Takes a line and returns the key that list items after it belong to.
  private String take(String line, String key) {
    String text = line.strip();
    if (text.startsWith("- ")) {
      if (!key.isEmpty()) {
        entries.computeIfAbsent(key, _ -> new ArrayList<>()).add(unquoted(text.substring(2)));
      }
      return key;
    }
    int colon = text.indexOf(':');
    boolean top = !line.isEmpty() && !Character.isWhitespace(line.charAt(0));
    if (!top || colon < 1 || text.startsWith("#")) {
      return text.isEmpty() || text.startsWith("#") ? key : "";
    }
    String name = text.substring(0, colon).strip();
    List<String> values = values(text.substring(colon + 1).strip());
    if (!values.isEmpty()) {
      entries.put(name, new ArrayList<>(values));
    }
    return name;
  }

  private static List<String> values(String text) {
    if (text.isEmpty() || text.equals("|") || text.equals(">")) {
      return List.of();
    }
    if (!text.startsWith("[") || !text.endsWith("]")) {
      return List.of(unquoted(text));
    }
    List<String> values = new ArrayList<>();
    for (String part : text.substring(1, text.length() - 1).split(",", -1)) {
      if (!part.isBlank()) {
        values.add(unquoted(part));
      }
    }
    return values;
  }

  private static String unquoted(String text) {
    String bare = text.strip();
    boolean quoted =
        bare.length() > 1
            && (bare.charAt(0) == '"' || bare.charAt(0) == '\'')
            && bare.charAt(bare.length() - 1) == bare.charAt(0);
    return quoted ? bare.substring(1, bare.length() - 1) : bare;
  }

  /// The text of the first of these keys that there is.
  Optional<String> find(String... keys) {
    for (String key : keys) {
      if (entries.containsKey(key)) {
        return Optional.of(String.join(",", list(key)));
      }
    }
    return Optional.empty();
  }

  /// The texts of all these keys together.
  List<String> list(String... keys) {
    List<String> all = new ArrayList<>();
    for (String key : keys) {
      all.addAll(entries.getOrDefault(key, List.of()));
    }
    return all;
  }
}
