package dev.fathom.text;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The arguments of a call as a value for templates.
public final class CallArguments {
  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private CallArguments() {}

  /// The JSON object `json`, its members in their order; a blank text is an empty object, as some
  /// clients write calls without arguments. Throws `IllegalArgumentException` for anything else.
  public static Map<String, @Nullable Object> parse(String json) {
    if (json.isBlank()) {
      return Map.of();
    }
    try {
      Map<String, @Nullable Object> object = JsonMapper.shared().readValue(json, OBJECT);
      if (object != null) {
        return object;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("not a JSON object: null");
  }
}
