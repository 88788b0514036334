package dev.fathom.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Message;
import dev.fathom.text.Tokenizer;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.StageConfig;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenizerTrainerTest {
  private static final TokenizerTrainer.TokenizerFiles FILES = trained();
  private static final Tokenizer TOKENIZER = FILES.open();

  private static TokenizerTrainer.TokenizerFiles trained() {
    Recipe recipe = Recipe.named("r1-mini");
    StageConfig.Learning stage = (StageConfig.Learning) recipe.stages().getFirst();
    return new TokenizerTrainer().read(stage.mix(), 1, 1000).train(512, 512);
  }

  @Test
  void makesTheSameFilesFromTheSameTexts() {
    assertThat(trained()).isEqualTo(FILES);
  }

  @Test
  void hasAsManyTokensAsAsked() {
    assertThat(TOKENIZER.size()).isEqualTo(512);
    assertThat(TOKENIZER.bos()).hasValue(0);
    assertThat(TOKENIZER.eos()).hasValue(1);
    assertThat(TOKENIZER.addsBos()).isFalse();
  }

  @Test
  void givesEveryDigitATokenOfItsOwn() {
    for (String number : List.of("7", "958", "1234567890", "x=-12.50", "８")) {
      long digits = number.codePoints().filter(Character::isDigit).count();
      long singles =
          IntStream.of(TOKENIZER.encode(number, false))
              .mapToObj(TOKENIZER::piece)
              .filter(piece -> piece.matches("[0-9]"))
              .count();
      assertThat(singles).as(number).isEqualTo(number.equals("８") ? 0 : digits);
    }
    IntStream.range(0, 512)
        .mapToObj(TOKENIZER::piece)
        .filter(piece -> piece.matches(".*[0-9].*"))
        .forEach(piece -> assertThat(piece).hasSize(1));
  }

  @Test
  void bringsEveryTextBack() {
    for (String text : List.of("Äpfel, Birnen\r\n\n  und 3 Nüsse", "<back> wait, no", "日本語 😀\t.")) {
      assertThat(TOKENIZER.decode(TOKENIZER.encode(text, true), true)).isEqualTo(text);
    }
  }

  @Test
  void keepsSpecialTokensOutOfPlainTextAndKnowsTheMarksOfThoughts() {
    assertThat(TOKENIZER.encode(ChatLines.EOS, true)).containsExactly(1);
    assertThat(TOKENIZER.encode(ChatLines.EOS, false)).hasSizeGreaterThan(1);
    assertThat(TOKENIZER.encode("<think></think><back>", false)).containsExactly(5, 6, 7);
    assertThat(TOKENIZER.isSpecial(5)).isFalse();
  }

  @Test
  void refusesAVocabularyTooSmallOrTooLargeForItsTexts() {
    assertThatThrownBy(() -> new TokenizerTrainer().read("ab").train(263, 64))
        .hasMessageContaining("at least 264 tokens, got 263");
    assertThatThrownBy(() -> new TokenizerTrainer().read("ab").train(300, 64))
        .hasMessageContaining("make 265 tokens, wanted 300");
  }

  @Test
  void breaksTiesTowardsLowerIdsSoThatOrderMeansNothing() {
    var one = new TokenizerTrainer().read("ab").read("cd").read("ef").train(265, 64);
    var other = new TokenizerTrainer().read("ef").read("cd").read("ab").train(265, 64);
    assertThat(one.open().id("ab")).hasValue(264);
    assertThat(other).isEqualTo(one);
  }
}
