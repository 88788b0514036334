package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The vectors of Hugging Face's tokenizers: text to ids and back with three real tokenizers, read
/// from `tokenizer.json` and, with the same content, from GGUF's keys.
final class JsonVectorsTest {
  private static final List<String> NAMES = List.of("deepseek-v3", "qwen2-5", "llama3-1");

  @TestFactory
  List<DynamicTest> givesTheIdsAndTextsOfHuggingFace() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : NAMES) {
      String folder = "fixtures/tokenizers/" + name;
      if (!SharedData.present(folder)) {
        tests.add(DynamicTest.dynamicTest(name, () -> SharedData.path(folder)));
        continue;
      }
      byte[] vectors = Files.readAllBytes(SharedData.path(folder + "/vectors.json"));
      for (JsonPart row : JsonSource.read(folder, vectors).at("rows").elements()) {
        tests.add(DynamicTest.dynamicTest(name + " " + row.path(), () -> agrees(folder, row)));
      }
    }
    return tests;
  }

  private static void agrees(String folder, JsonPart row) {
    Tokenizer tokenizer = SharedTokenizers.in(folder);
    String text = row.at("text").text();
    int[] wanted = row.at("ids").elements().stream().mapToInt(id -> (int) id.whole()).toArray();
    assertThat(tokenizer.encode(text, true)).as("the ids of %s", text).isEqualTo(wanted);
    assertThat(tokenizer.decode(wanted, true)).isEqualTo(row.at("decoded").text());
  }
}
