package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pre-tokenizers that GGUF files name.
final class GgufPresetsTest {
  @ParameterizedTest
  @CsvSource({
    "deepseek-v3, deepseek-v3, false",
    "qwen2-5, qwen2, false",
    "qwen2-5, deepseek-r1-qwen, false",
    "llama3-1, llama-bpe, true"
  })
  void givesTheIdsOfTheTokenizerJson(String folder, String pre, boolean addsBos)
      throws IOException {
    GgufVocabulary vocabulary = vocabulary("fixtures/tokenizers/" + folder, pre);
    Tokenizer tokenizer = Tokenizers.ofGguf(vocabulary);
    byte[] vectors =
        Files.readAllBytes(SharedData.path("fixtures/tokenizers/" + folder + "/vectors.json"));
    List<JsonPart> rows = JsonSource.read(folder, vectors).at("rows").elements();
    assertThat(rows).hasSize(400);
    for (JsonPart row : rows) {
      int[] ids = row.at("ids").elements().stream().mapToInt(id -> (int) id.whole()).toArray();
      assertThat(tokenizer.encode(row.at("text").text(), true)).as(row.path()).isEqualTo(ids);
      assertThat(tokenizer.decode(ids, true)).isEqualTo(row.at("decoded").text());
    }
    assertThat(tokenizer.addsBos()).isEqualTo(addsBos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-3", "", "Qwen2"})
  void refusesAPreTokenizerItDoesNotKnow(String pre) {
    GgufVocabulary vocabulary =
        new GgufVocabulary(
            "m.gguf", "gpt2", pre, List.of("a"), null, null, List.of(), null, null, null, null);
    assertThatThrownBy(() -> Tokenizers.ofGguf(vocabulary))
        .isInstanceOf(TokenizerException.class)
        .hasMessage(
            "m.gguf: tokenizer.ggml.pre is '"
                + pre
                + "', wanted one of deepseek-llm,"
                + " deepseek-coder, deepseek-v3, deepseek-r1-qwen, qwen2, llama-bpe, gpt-2, default");
  }

  @Test
  void cutsAsDefaultDoes() {
    List<String> words = new ArrayList<>();
    KnownCuts.named("default", new Vocabulary("m.gguf", 1))
        .cut()
        .cut("I'm at 12345, \n\n ok=1", true, (word, _) -> words.add(word));
    // the rows agree with llama.cpp: punctuation goes first, then numbers by three from the left
    assertThat(words)
        .containsExactly("I", "'", "m", " at", " ", "123", "45", ",", " \n\n", " ok", "=", "1");
  }

  /// The GGUF keys that a `tokenizer.json` would be converted to.
  private static GgufVocabulary vocabulary(String folder, String pre) {
    JsonPart file = JsonSource.read(folder, SharedTokenizers.json(folder));
    Map<Integer, String> byId = new HashMap<>();
    Map<?, ?> vocab = (Map<?, ?>) Objects.requireNonNull(file.at("model").at("vocab").content());
    vocab.forEach((piece, id) -> byId.put(((Long) id).intValue(), (String) piece));
    Map<Integer, Integer> types = new HashMap<>();
    for (JsonPart token : file.at("added_tokens").elements()) {
      int id = (int) token.at("id").whole();
      byId.put(id, token.at("content").text());
      types.put(id, token.flag("special", false) ? 3 : 4);
    }
    List<String> tokens = new ArrayList<>();
    int[] type = new int[byId.size()];
    for (int id = 0; id < type.length; id++) {
      tokens.add(byId.get(id));
      type[id] = types.getOrDefault(id, 1);
    }
    List<String> merges =
        file.at("model").at("merges").elements().stream().map(JsonPart::text).toList();
    return new GgufVocabulary(
        "m.gguf", "gpt2", pre, tokens, type, null, merges, null, null, null, null);
  }
}
