package dev.fathom.convert;

import dev.fathom.format.Metadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lists and objects in JSON files, empty where they are absent or something else.
final class JsonLists {
  private JsonLists() {}

  static List<?> list(Metadata object, String key) {
    return object.find(key).orElse(List.of()) instanceof List<?> list ? list : List.of();
  }

  /// The objects of a list.
  static List<Map<?, ?>> objects(@Nullable Object list) {
    return list instanceof List<?> all
        ? all.stream().<Map<?, ?>>mapMulti(JsonLists::object).toList()
        : List.of();
  }

  private static void object(Object element, Consumer<Map<?, ?>> out) {
    if (element instanceof Map<?, ?> map) {
      out.accept(map);
    }
  }

  /// The text under `keys`, one within the other.
  static Optional<String> text(Map<?, ?> object, String... keys) {
    @Nullable Object found = object;
    for (String key : keys) {
      found = found instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return found instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
