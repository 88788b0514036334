package dev.fathom.train.pipeline;

import dev.fathom.meter.PowerModel;
import dev.fathom.train.runs.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `machine.json` of a stage: where it was last worked on.
///
/// @param peak FLOP/s it reached with large matrices, 0 where unknown
/// @param threads that computed
/// @param power the figure by which energy is estimated
record MachineNote(double peak, int threads, String power) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FILE = "machine.json";

  static void write(Path folder, double peak, int threads) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    fields.put("java", System.getProperty("java.version"));
    fields.put("threads", threads);
    fields.put("peak_flops", peak);
    fields.put("power", PowerModel.of(null).words());
    DurableFiles.write(
        folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields));
  }

  /// What a stage's folder says; nothing known where it says nothing.
  static MachineNote read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    try {
      JsonNode node = Files.exists(file) ? JSON.readTree(Files.readString(file)) : JSON.nullNode();
      return new MachineNote(
          node.path("peak_flops").asDouble(0),
          node.path("threads").asInt(0),
          node.path("power").asString(""));
    } catch (JacksonException unreadable) {
      return new MachineNote(0, 0, "");
    }
  }
}
