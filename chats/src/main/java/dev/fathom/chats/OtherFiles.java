package dev.fathom.chats;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tells people what a file is that holds no chats.
final class OtherFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(64 << 20)
                          .maxNestingDepth(200)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String WANTED =
      "; chats come as the JSON that Fathom, llama-server's page or Open WebUI exports";

  /// Marks near the beginning of a file, however its bytes were made into text.
  private static final Map<String, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("PNG\r\n", "a PNG picture");
    KINDS.put("JFIF", "a JPEG picture");
    KINDS.put("Exif", "a JPEG picture");
    KINDS.put("GIF8", "a GIF picture");
    KINDS.put("WEBP", "a WebP picture");
    KINDS.put("%PDF-", "a PDF");
    KINDS.put("PK\u0003\u0004", "a ZIP archive (or an office document)");
    KINDS.put("SQLite format 3", "a SQLite database");
    KINDS.put("GGUF", "a model in the GGUF format");
    KINDS.put("\u007fELF", "a program");
    KINDS.put("\u001f\u008b", "a compressed file");
    KINDS.put("\u001f\ufffd", "a compressed file");
    KINDS.put("<!doctype html", "a web page");
    KINDS.put("<html", "a web page");
    KINDS.put("<?xml", "XML");
  }

  private OtherFiles() {}

  static JsonNode json(String text) {
    // some editors put a byte order mark before everything
    String plain = (text.startsWith("\ufeff") ? text.substring(1) : text).strip();
    if (!plain.startsWith("{") && !plain.startsWith("[")) {
      throw Complaint.invalid(noJson(plain));
    }
    try {
      return JSON.readTree(plain);
    } catch (JacksonException e) {
      throw new ChatStoreException(ChatStoreException.Kind.INVALID, broken(e), e);
    }
  }

  /// @param root JSON of an unknown shape
  static String noChats(JsonNode root) {
    return "this is JSON but holds no chats: " + shape(root) + WANTED;
  }

  private static String shape(JsonNode root) {
    if (root.isArray()) {
      return root.isEmpty()
          ? "an empty array"
          : "an array; its first element: " + shape(root.get(0));
    }
    if (!root.isObject()) {
      return Fields.kind(root);
    }
    return root.isEmpty()
        ? "an empty object"
        : "keys "
            + root.propertyNames().stream()
                .limit(5)
                .map(OtherFiles::shown)
                .collect(Collectors.joining(", "))
            + (root.size() > 5 ? ", …" : "");
  }

  private static String noJson(String text) {
    if (text.isEmpty()) {
      return "this file is empty" + WANTED;
    }
    String start = text.substring(0, Math.min(text.length(), 32));
    for (Map.Entry<String, String> kind : KINDS.entrySet()) {
      int at = start.toLowerCase(Locale.ROOT).indexOf(kind.getKey().toLowerCase(Locale.ROOT));
      if (at >= 0 && at <= 8) {
        return "this is " + kind.getValue() + WANTED;
      }
    }
    boolean binary =
        start
            .chars()
            .anyMatch(c -> c == 0 || c == 0xfffd || (c < 32 && !Character.isWhitespace(c)));
    return (binary ? "this is no text" : "this is text that begins '" + shown(start) + "'")
        + WANTED;
  }

  private static String broken(JacksonException e) {
    var place = e.getLocation();
    String where =
        place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    String why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    boolean cut = why.contains("end-of-input");
    return "this begins like JSON but "
        + (cut ? "ends too early" : "is broken")
        + where
        + (cut ? "; the file was cut off" : ": " + shown(why));
  }

  private static String shown(String text) {
    String line = Titles.imported(text);
    return line.length() > 100 ? line.substring(0, 100) + "…" : line;
  }
}
