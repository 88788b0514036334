package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The vectors of llama.cpp's repository: text to ids of four real vocabularies.
final class GgufVectorsTest {
  private static final String SEPARATOR = "\n__ggml_vocab_test__\n";
  private static final Map<String, Tokenizer> TOKENIZERS = new HashMap<>();

  @TestFactory
  List<DynamicTest> givesTheIdsOfLlamaCpp() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : List.of("deepseek-llm", "deepseek-coder", "gpt-2", "llama-spm")) {
      if (!SharedData.present("fixtures/vocabs")) {
        tests.add(DynamicTest.dynamicTest(name, () -> SharedData.path("fixtures/vocabs")));
        continue;
      }
      Path file = SharedData.path("fixtures/vocabs/ggml-vocab-" + name + ".gguf");
      // every text is followed by the separator, so nothing follows the last
      String[] texts = Files.readString(Path.of(file + ".inp")).split(SEPARATOR, -1);
      texts = Arrays.copyOf(texts, texts.length - 1);
      List<String> rows = Files.readString(Path.of(file + ".out")).lines().toList();
      assertThat(rows).hasSameSizeAs(texts);
      for (int i = 0; i < texts.length; i++) {
        String text = texts[i];
        String row = rows.get(i);
        tests.add(
            DynamicTest.dynamicTest(name + " row " + i, () -> agrees(tokenizer(file), text, row)));
      }
    }
    return tests;
  }

  private static void agrees(Tokenizer tokenizer, String text, String row) {
    int[] wanted =
        Arrays.stream(row.strip().split(" "))
            .filter(id -> !id.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    int[] ids = tokenizer.encode(text, false);
    assertThat(ids).as("the ids of %s", text).isEqualTo(wanted);
    assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
  }

  private static Tokenizer tokenizer(Path file) throws IOException {
    Tokenizer known = TOKENIZERS.get(file.toString());
    if (known == null) {
      known = Tokenizers.ofGguf(GgufKeys.vocabulary(file));
      TOKENIZERS.put(file.toString(), known);
    }
    return known;
  }
}
