package dev.fathom.train.policy;

import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A verified answer with the thought that led there, as a line of JSON.
///
/// @param family of the question
/// @param level of the question
/// @param language of the question, ISO 639-1
public record Trace(
    String question, String thought, String answer, String family, int level, String language) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long MOST_BYTES = 1L << 30;

  /// Without the end of line.
  String line() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("question", question);
    fields.put("thought", thought);
    fields.put("answer", answer);
    fields.put("family", family);
    fields.put("level", level);
    fields.put("language", language);
    return JSON.writeValueAsString(fields);
  }

  /// All traces of a file.
  public static List<Trace> read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new TrainingException(
            "%s: %,d bytes are too many traces".formatted(file, Files.size(file)));
      }
      List<Trace> traces = new ArrayList<>();
      int number = 0;
      for (String line : Files.readString(file).lines().toList()) {
        number++;
        if (!line.isBlank()) {
          traces.add(of(file, number, line));
        }
      }
      return traces;
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  private static Trace of(Path file, int number, String line) {
    try {
      JsonNode node = JSON.readTree(line);
      if (!node.path("question").isString() || !node.path("answer").isString()) {
        throw new TrainingException(
            "%s: line %d: needs a 'question' and an 'answer'".formatted(file, number));
      }
      return new Trace(
          node.path("question").asString(),
          node.path("thought").asString(""),
          node.path("answer").asString(),
          node.path("family").asString(""),
          node.path("level").asInt(0),
          node.path("language").asString(""));
    } catch (JacksonException e) {
      throw new TrainingException(
          "%s: line %d: no JSON: %s".formatted(file, number, e.getOriginalMessage()), e);
    }
  }
}
