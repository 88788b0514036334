package dev.fathom.train.tasks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Problems as JSON lines in the shape of reasoning-gym: `{"question", "answer", "metadata":
/// {"source_dataset", "source_index", "difficulty", ...}}`.
public final class JsonLines {
  private JsonLines() {}

  /// Writes problems 0 to `count - 1` of a split, each on a line.
  ///
  /// @param out flushed by whoever owns it
  public static void write(
      Task task, int level, Language language, Split split, int count, Appendable out)
      throws IOException {
    for (int index = 0; index < count; index++) {
      Problem problem = task.problem(split.seed(index), level, language);
      out.append(line(problem, index)).append('\n');
    }
  }

  /// One problem without the end of line.
  public static String line(Problem problem, long index) {
    Map<String, Object> metadata = new TreeMap<>(problem.metadata());
    metadata.put("source_dataset", problem.family());
    metadata.put("source_index", index);
    metadata.put("language", problem.language().code());
    metadata.put("difficulty", Map.of("level", problem.level()));
    StringBuilder text = new StringBuilder("{\"question\":");
    value(problem.question(), text);
    text.append(",\"answer\":");
    value(problem.answer(), text);
    text.append(",\"metadata\":");
    value(metadata, text);
    return text.append('}').toString();
  }

  private static void value(Object value, StringBuilder text) {
    switch (value) {
      case Map<?, ?> map -> object(map, text);
      case List<?> list -> array(list, text);
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      default -> string(value.toString(), text);
    }
  }

  private static void object(Map<?, ?> map, StringBuilder text) {
    text.append('{');
    String comma = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(comma);
      string(String.valueOf(entry.getKey()), text);
      text.append(':');
      value(entry.getValue(), text);
      comma = ",";
    }
    text.append('}');
  }

  private static void array(List<?> list, StringBuilder text) {
    text.append('[');
    String comma = "";
    for (Object item : list) {
      text.append(comma);
      value(item, text);
      comma = ",";
    }
    text.append(']');
  }

  private static void string(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        default -> text.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    text.append('"');
  }
}
