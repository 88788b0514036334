package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a tokenizer tells of itself.
final class TokenizersTest {
  @ParameterizedTest
  @CsvSource({
    "fixtures/tokenizers/deepseek-v3, 128815, 0, 1, true",
    "fixtures/tokenizers/llama3-1, 128256, 128000, 128009, true",
    "fixtures/tokenizers/qwen2-5, 151665, -1, 151645, false",
    "models/seed-r1, 512, 0, 1, false",
    "fixtures/tiny-llama3, 1024, 0, 1, true"
  })
  void knowsItsSizeAndEnds(String folder, int size, int bos, int eos, boolean addsBos) {
    Tokenizer tokenizer = SharedTokenizers.in(folder);
    assertThat(tokenizer.size()).isEqualTo(size);
    assertThat(tokenizer.bos()).isEqualTo(bos < 0 ? OptionalInt.empty() : OptionalInt.of(bos));
    assertThat(tokenizer.eos()).hasValue(eos);
    assertThat(tokenizer.addsBos()).isEqualTo(addsBos);
  }

  @Test
  void takesBosFromTheTemplateWhereThereIsNoConfig() {
    byte[] json = SharedTokenizers.json("fixtures/tokenizers/llama3-1");
    Tokenizer tokenizer = Tokenizers.ofJson("t.json", json, null);
    assertThat(tokenizer.bos()).hasValue(128000);
    assertThat(tokenizer.addsBos()).isTrue();
    assertThat(tokenizer.eos()).isEmpty();
  }

  @Test
  void spellsTokensAndTheirBytes() {
    Tokenizer tokenizer = SharedTokenizers.in("models/seed-r1");
    int think = tokenizer.id("<think>").orElseThrow();
    assertThat(tokenizer.piece(think)).isEqualTo("<think>");
    assertThat(tokenizer.isSpecial(think)).isFalse();
    assertThat(tokenizer.isSpecial(0)).isTrue();
    assertThat(tokenizer.bytes(0))
        .isEqualTo("<｜begin▁of▁sentence｜>".getBytes(StandardCharsets.UTF_8));
    int space = tokenizer.id("Ġ").orElseThrow();
    assertThat(tokenizer.bytes(space)).containsExactly(' ');
    assertThat(tokenizer.id("no such token")).isEmpty();
    assertThat(tokenizer.decode(new int[] {0, space, think}, false)).isEqualTo(" <think>");
    assertThat(tokenizer.decode(new int[] {0}, true)).isEqualTo("<｜begin▁of▁sentence｜>");
  }

  @Test
  void findsSpecialTokensOnlyWhereItShall() throws IOException {
    String file = "fixtures/vocabs/ggml-vocab-llama-spm.gguf";
    Tokenizer tokenizer = Tokenizers.ofGguf(GgufKeys.vocabulary(SharedData.path(file)));
    assertThat(tokenizer.encode("<s>a</s>b", true)).containsExactly(1, 263, 2, 289);
    assertThat(tokenizer.encode("<s>", false)).doesNotContain(1);
    assertThat(tokenizer.bytes(263)).isEqualTo(" a".getBytes(StandardCharsets.UTF_8));
    assertThat(tokenizer.decode(new int[] {263, 263}, false)).isEqualTo("a a");
    assertThat(tokenizer.bytes(3 + 0x0A)).containsExactly('\n');
    assertThat(tokenizer.addsBos()).isTrue();
    assertThat(tokenizer.isSpecial(1)).isTrue();
  }
}
