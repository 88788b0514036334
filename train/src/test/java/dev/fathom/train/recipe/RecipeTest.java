package dev.fathom.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.AttentionConfig;
import dev.fathom.train.TrainingException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
  private static final String SMALL =
      """
      name = "small"
      seed = 3
      [model]
      width = 64
      [[stage]]
      name = "first"
      kind = "pretrain"
      steps = 10
      [stage.mix]
      german = 0.25
      [stage.mix.families]
      chain_sum = { share = 2, levels = [1, 0, 3] }
      gcd = {}
      """;

  @Test
  void shipsRecipesThatCanBeRead() {
    for (String name : Recipes.NAMES) {
      Recipe recipe = Recipes.named(name);
      assertThat(recipe.name()).isEqualTo(name);
      assertThat(recipe.stages())
          .extracting(StageConfig::name)
          .containsExactlyElementsOf(
              name.equals("r1-zero")
                  ? List.of("pretrain", "zero")
                  : List.of("pretrain", "sft", "grpo", "reject", "polish"));
    }
  }

  @Test
  void takesWhatIsSaidAndDefaultsForTheRest() {
    Recipe recipe = Recipes.parse("small.toml", SMALL);
    assertThat(recipe.seed()).isEqualTo(3);
    assertThat(recipe.model().width()).isEqualTo(64);
    assertThat(recipe.model().layers()).isEqualTo(8);
    StageConfig.Learning stage = (StageConfig.Learning) recipe.stage("first");
    assertThat(stage.mix().maskPrompt()).isFalse();
    assertThat(levels(stage, "chain_sum")).containsExactly(1.0, 0.0, 3.0);
    assertThat(levels(stage, "gcd")).hasSize(4).containsOnly(1.0);
  }

  private static List<Double> levels(StageConfig.Learning stage, String family) {
    return Objects.requireNonNull(stage.mix().families().get(family)).levels();
  }

  @Test
  void makesTheModelsNumbers() {
    var config = Recipes.named("r1-mini").model().config(512);
    assertThat(config.architecture()).isEqualTo("deepseek2");
    assertThat(config.attention()).isInstanceOf(AttentionConfig.Latent.class);
    assertThat(config.attention().keyRow()).isEqualTo(80);
    assertThat(Objects.requireNonNull(config.experts()).denseLayers()).containsExactly(0);
  }

  @Test
  void knowsDenseAndPlainControls() {
    String toml =
        SMALL.replace("width = 64", "width = 64\nexperts = 0\nexperts-chosen = 0\nlatent-rank = 0");
    var config = Recipes.parse("r.toml", toml).model().config(512);
    assertThat(config.architecture()).isEqualTo("deepseek");
    assertThat(config.experts()).isNull();
    assertThat(config.attention()).isInstanceOf(AttentionConfig.GroupedQuery.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "seed = 3|seed = -3|r.toml: 'seed' must be a whole number from 0 to 2,147,483,647, found -3",
        "seed = 3|sead = 3|r.toml: there is no 'sead'; there are name, seed, model, tokenizer, compute, stage",
        "width = 64|width = 6.5|r.toml: 'model.width' must be a whole number from 1 to 65,536, found 6.5",
        "width = 64|dense-layers = 9|r.toml: model: dense layers must be at most all 8, got 9",
        "steps = 10|steps = 0|'stage[1].steps' must be a whole number from 1 to 1,000,000,000, found 0",
        "steps = 10|rate = 0|'stage[1].rate' must be a number above 0, found 0",
        "steps = 10|rate = nan|'stage[1].rate' must be a number above 0, found \"NaN\"",
        "german = 0.25|german = 2|'stage[1].mix.german' must be a number from 0 to 1, found 2",
        "german = 0.25|germn = 0.2|there is no 'stage[1].mix.germn'; there are families, german",
        "[1, 0, 3]|[0, 0]|levels' must be a list of numbers of 0 or more, one of them above 0, found [0,0]",
        "[1, 0, 3]|[1,1,1,1,1,1]|levels' must be a share for each of 5 levels, found 6 shares",
        "gcd = {}|gdc = {}|'stage[1].mix.families' must be one of chain_sum, products",
        "kind = \"pretrain\"|kind = \"sleep\"|must be one of pretrain, sft, grpo, reject, distil, found \"sleep\"",
        "kind = \"pretrain\"|kind = \"sft\"|'stage[1].from' must be the stage it begins with, found nothing",
        "steps = 10|from = \"zero\"|'stage[1].from' must be a stage that learns, before 'first', found zero",
        "name = \"small\"|name = \"../x\"|'name' must be small letters, digits, dots and dashes, found ../x",
        "width = 64|width = |r.toml: line 4:",
        "[stage.mix]|[[stage.mix]]|'stage[1].mix' must be a table, found [",
      })
  void namesTheKeyWhatItFoundAndWhatItWants(String right, String wrong, String message) {
    String toml = SMALL.replace(right, wrong);
    assertThat(toml).isNotEqualTo(SMALL);
    assertThatThrownBy(() -> Recipes.parse("r.toml", toml))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith("r.toml: ");
  }

  @Test
  void refusesTwoStagesOfOneName() {
    String twice = SMALL + SMALL.substring(SMALL.indexOf("[[stage]]"));
    assertThatThrownBy(() -> Recipes.parse("r.toml", twice))
        .hasMessageContaining("'stage[2].name' must be another than that of the stages before");
  }

  @Test
  void refusesARecipeThatIsNotThere() {
    assertThatThrownBy(() -> Recipes.named("r1-max"))
        .hasMessageContaining("there are r1-tiny, r1-mini, r1-zero");
    assertThatThrownBy(() -> Recipes.read(java.nio.file.Path.of("none.toml")))
        .hasMessageContaining("none.toml: there is no such recipe");
  }
}
