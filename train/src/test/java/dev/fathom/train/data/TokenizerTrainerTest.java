package dev.fathom.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Message;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.Tokenizer;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.Recipes;
import dev.fathom.train.recipe.StageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizerTrainerTest {
  private static final TokenizerTrainer.TokenizerFiles FILES = trained();
  private static final Tokenizer TOKENIZER = FILES.open();

  /// Writes the tokenizer that golden ids are made for: `lab/bin/golden-ids`.
  public static void main(String[] folder) throws IOException {
    fixed().write(java.nio.file.Path.of(folder[0]));
  }

  private static TokenizerTrainer.TokenizerFiles trained() {
    Recipe recipe = Recipes.named("r1-mini");
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
    for (String text :
        List.of("Äpfel, Birnen\r\n\n  und 3 Nüsse", "<back> wait, no", "日本語 😀\t.")) {
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

  /// A tokenizer that no task's change can change.
  private static TokenizerTrainer.TokenizerFiles fixed() {
    return new TokenizerTrainer()
        .read("Anna has 12 plums and Otto has 7 more plums than Anna. How many plums is that?\n")
        .read("Anna hat 12 Pflaumen, Otto hat 7 Pflaumen mehr. Wie viele Pflaumen sind das?\n")
        .read("12+7:\n2+7+0=9 c0\n1+0+0=1 c0\n=19\n</think>\n\n19")
        .train(300, 128);
  }

  @Test
  void givesTheIdsThatHuggingFaceGives() throws IOException {
    Tokenizer tokenizer = fixed().open();
    JsonNode golden;
    try (InputStream in = TokenizerTrainerTest.class.getResourceAsStream("golden-ids.json")) {
      golden = new JsonMapper().readTree(in);
    }
    assertThat(golden.size()).isGreaterThan(10);
    for (JsonNode row : golden) {
      int[] ids = tokenizer.encode(row.get("text").asString(), true);
      assertThat(IntStream.of(ids).boxed().toList())
          .as(row.get("text").asString())
          .isEqualTo(row.get("ids").valueStream().map(JsonNode::asInt).toList());
    }
  }

  @Test
  void rendersAChatAsRowsAreWritten() {
    String question = "What is 2+2?";
    ChatFormat format =
        ChatFormat.of(
            "m",
            TOKENIZER,
            ChatTemplate.parse(
                "m", new JsonMapper().readTree(FILES.config()).get("chat_template").asString()));
    assertThat(format.chat(List.of(Message.user(question))).ids())
        .isEqualTo(TOKENIZER.encode(ChatLines.prompt(question), true));
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
