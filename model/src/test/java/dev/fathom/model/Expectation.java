package dev.fathom.model;

import dev.fathom.format.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An `expected.json` of the fixtures: what another implementation computed.
record Expectation(int[] ids, int[] positions, float[][] logits, Optional<int[]> continuation) {
  static Expectation read(Path file) {
    Metadata json = json(file);
    List<?> rows = (List<?>) json.find("logits").orElseThrow();
    float[][] logits = rows.stream().map(row -> floats((List<?>) row)).toArray(float[][]::new);
    return new Expectation(
        json.findInts("input_ids").orElseThrow(),
        json.findInts("positions").orElseThrow(),
        logits,
        json.findInts("greedy_continuation"));
  }

  static Metadata json(Path file) {
    try {
      return Metadata.ofJson(file.toString(), Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  static float[] floats(List<?> numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((Number) numbers.get(i)).floatValue();
    }
    return values;
  }

  static int[] ints(Map<?, ?> row, String key) {
    List<?> ids = row.get(key) instanceof List<?> list ? list : List.of();
    return ids.stream().mapToInt(id -> ((Number) id).intValue()).toArray();
  }
}
