package dev.fathom.train.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `metrics.jsonl`: an object a line, with its `step`. After a kill it is cut back to the
/// checkpoint, so that every step stands in it once.
public final class MetricsFile {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;

  MetricsFile(Path file) {
    this.file = file;
  }

  /// All lines of a run's file that are whole; none where there is no file.
  public static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    if (!Files.exists(file)) {
      return lines;
    }
    for (String line : Files.readString(file).split("\n", -1)) {
      try {
        JsonNode node = JSON.readTree(line);
        if (node.path("step").isIntegralNumber()) {
          lines.add(node);
        }
      } catch (JacksonException torn) {
        // a process was killed while it wrote this line
      }
    }
    return lines;
  }

  /// Forgets all lines behind `step`, and any torn one.
  void cutAfter(int step) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    for (JsonNode line : read(file)) {
      if (line.path("step").asInt() <= step) {
        kept.append(JSON.writeValueAsString(line)).append('\n');
      }
    }
    DurableFiles.write(file, kept.toString());
  }

  void append(Map<String, ?> values) throws IOException {
    byte[] line = (JSON.writeValueAsString(values) + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
