package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ThinkingMarksTest {
  @ParameterizedTest
  @ValueSource(strings = {"tiny-deepseek-v3", "tiny-qwen3", "tiny-llama3"})
  void closesAThoughtWithOneMarkAndAnEmptyLine(String name) {
    Tokenizer tokenizer = SharedTokenizers.in("fixtures/" + name);
    int[] ids = ThinkingMarks.closeIds(tokenizer);
    assertThat(ids[0]).isEqualTo(tokenizer.id("</think>").orElseThrow());
    assertThat(tokenizer.decode(ids, true)).isEqualTo("</think>\n\n");
    assertThat(closesWith(tokenizer, ids)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek-v3", "qwen2-5", "llama3-1"})
  void spellsTheMarkWhereTheVocabularyHasNone(String name) {
    Tokenizer tokenizer = SharedTokenizers.in("fixtures/tokenizers/" + name);
    int[] ids = ThinkingMarks.closeIds(tokenizer);
    assertThat(tokenizer.decode(ids, true)).isEqualTo("</think>\n\n");
    assertThat(closesWith(tokenizer, ids)).isTrue();
  }

  private static boolean closesWith(Tokenizer tokenizer, int[] ids) {
    TokenDecoder decoder = new TokenDecoder(tokenizer, true);
    for (int id : ids) {
      assertThat(decoder.push(id)).isEmpty();
    }
    return !decoder.thinking();
  }
}
