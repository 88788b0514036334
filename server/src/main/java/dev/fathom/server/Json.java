package dev.fathom.server;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON in and out as trees, within bounds.
final class Json {
  private static final int LONGEST_NUMBER = 100;

  private static final JsonMapper WRITER = JsonMapper.builder().build();

  private final JsonMapper reader;
  private final int bytes;

  /// Reads bodies that are no longer and nest no deeper than `limits` let them.
  Json(Limits limits) {
    bytes = limits.bodyBytes();
    StreamReadConstraints bounds =
        StreamReadConstraints.builder()
            .maxNestingDepth(limits.depth())
            .maxNumberLength(LONGEST_NUMBER)
            .maxStringLength(Integer.MAX_VALUE)
            .build();
    reader =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(bounds)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /// The longest body.
  int bytes() {
    return bytes;
  }

  /// The object that `bytes` hold; anything else is a 400.
  ObjectNode object(byte[] bytes) {
    try {
      JsonNode node = bytes.length == 0 ? null : reader.readTree(bytes);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw ApiException.bad(null, "the body must be a JSON object");
    } catch (JacksonException malformed) {
      String words = malformed.getOriginalMessage();
      throw ApiException.bad(null, "the body is not JSON: " + firstLine(words));
    }
  }

  private static String firstLine(String words) {
    String line = words.lines().findFirst().orElse("");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /// The text of `node`, without blanks.
  static String text(JsonNode node) {
    return WRITER.writeValueAsString(node);
  }

  /// The plain Java value (maps, lists, strings, numbers) of `node`, as templates take it.
  static Object plain(JsonNode node) {
    return WRITER.convertValue(node, Object.class);
  }

  /// The plain Java map of `object`.
  static Map<String, Object> map(JsonNode object) {
    return WRITER.convertValue(object, new TypeReference<Map<String, Object>>() {});
  }

  /// The value in `text`; throws {@link JacksonException}.
  static JsonNode tree(String text) {
    return WRITER.readTree(text);
  }
}
