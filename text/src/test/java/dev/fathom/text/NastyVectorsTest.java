package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Rows of Hugging Face's tokenizers over texts that were made to be hard; see `nasty/ORIGIN.md`.
final class NastyVectorsTest {
  private static final Map<String, String> FOLDERS =
      Map.of(
          "deepseek-v3", "fixtures/tokenizers/deepseek-v3",
          "qwen2-5", "fixtures/tokenizers/qwen2-5",
          "llama3-1", "fixtures/tokenizers/llama3-1",
          "seed-r1", "models/seed-r1",
          "tiny-deepseek-v3", "fixtures/tiny-deepseek-v3");

  @TestFactory
  List<DynamicTest> givesTheIdsOfHuggingFaceForNastyTexts() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : FOLDERS.keySet()) {
      String folder = FOLDERS.get(name);
      if (!SharedData.present(folder)) {
        tests.add(DynamicTest.dynamicTest(name, () -> SharedData.path(folder)));
        continue;
      }
      for (JsonPart row : rows(name)) {
        tests.add(DynamicTest.dynamicTest(name + " " + row.path(), () -> agrees(folder, row)));
      }
    }
    return tests;
  }

  private static List<JsonPart> rows(String name) throws IOException {
    String resource = "nasty/" + name + ".json.gz";
    try (InputStream in = NastyVectorsTest.class.getResourceAsStream(resource)) {
      byte[] bytes = new GZIPInputStream(Objects.requireNonNull(in)).readAllBytes();
      return JsonSource.read(resource, bytes).at("rows").elements();
    }
  }

  private static void agrees(String folder, JsonPart row) {
    Tokenizer tokenizer = SharedTokenizers.in(folder);
    String text = row.at("text").text();
    int[] ids = ids(row.at("ids"));
    int[] plain = row.at("plain").isAbsent() ? ids : ids(row.at("plain"));
    assertThat(tokenizer.encode(text, true)).as("with special tokens").isEqualTo(ids);
    assertThat(tokenizer.encode(text, false)).as("as plain text").isEqualTo(plain);
    assertThat(tokenizer.decode(ids, false)).isEqualTo(row.at("shown").text());
  }

  private static int[] ids(JsonPart part) {
    return part.elements().stream().mapToInt(id -> (int) id.whole()).toArray();
  }
}
