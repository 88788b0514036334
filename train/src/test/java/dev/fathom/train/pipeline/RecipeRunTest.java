package dev.fathom.train.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.ModelFile;
import dev.fathom.train.TrainingException;
import dev.fathom.train.pipeline.RecipeRun.Wish;
import dev.fathom.train.recipe.Recipes;
import dev.fathom.train.runs.MetricsFile;
import dev.fathom.train.runs.Progress;
import dev.fathom.train.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stops a run in two places always; in eight with `-Plong`:
///
///     mvn -Plong -pl train -am test -Dtest=RecipeRunTest -Dsurefire.failIfNoSpecifiedTests=false
class RecipeRunTest {
  private static final boolean LONG = Boolean.getBoolean("fathom.long");
  private static final Wish ALL = new Wish(Optional.empty(), false);
  private static final Wish ON = new Wish(Optional.empty(), true);

  @TempDir Path folder;
  private final List<Progress> seen = new ArrayList<>();

  @BeforeEach
  void torch() {
    Torch.refusal().ifPresent(reason -> System.out.println("skipped: " + reason));
    Assumptions.assumeTrue(Torch.refusal().isEmpty());
  }

  private Outcome made(Path root, String toml, Wish wish, int stopAfter) {
    RecipeFolder place = new RecipeFolder(root, Recipes.parse("tiny.toml", toml));
    AtomicInteger asked = new AtomicInteger();
    return new RecipeRun(place, new TorchWorkshop(1), 1)
        .watchedBy(seen::add)
        .make(wish, () -> asked.getAndIncrement() == stopAfter);
  }

  private Outcome made(Path root, Wish wish, int stopAfter) {
    return made(root, TinyRecipe.TOML, wish, stopAfter);
  }

  @Test
  void makesModelFoldersThatOpen() throws IOException {
    Outcome outcome = made(folder.resolve("out"), ALL, -1);
    assertThat(outcome.complete()).isTrue();
    assertThat(outcome.hash()).matches("[0-9a-f]{64}");
    for (String stage : List.of("pretrain", "sft")) {
      try (ModelFile file = ModelFile.open(folder.resolve("out").resolve(stage))) {
        assertThat(file.config()).isEqualTo(TinyRecipe.recipe().model().config(320));
        assertThat(file.template()).isPresent();
        assertThat(file.endTokens()).containsExactly(1);
        assertThat(file.tokenizer().decode(file.tokenizer().encode("gcd of 12", false), false))
            .isEqualTo("gcd of 12");
      }
    }
    var last = MetricsFile.read(folder.resolve("out/pretrain/metrics.jsonl")).getLast();
    assertThat(last.path("validation_asked_gcd").asInt()).isPositive();
    assertThat(last.path("validation_accuracy").isNumber()).isTrue();
  }

  @Test
  void goesOnToTheSameHashWhereverItWasStopped() {
    String hash = made(folder.resolve("whole"), ALL, -1).hash();
    for (int stop : LONG ? List.of(0, 1, 3, 5, 7, 8, 9, 10) : List.of(3, 9)) {
      Path root = folder.resolve("stopped" + stop);
      assertThat(made(root, ALL, stop).complete()).as("stopped after %d", stop).isFalse();
      Outcome rest = made(root, ON, -1);
      assertThat(rest.complete()).isTrue();
      assertThat(rest.hash()).as("stopped after %d", stop).isEqualTo(hash);
    }
  }

  @Test
  void reinforcesWhatItTaught() throws IOException {
    String hash = made(folder.resolve("whole"), TinyRecipe.REINFORCED, ALL, -1).hash();
    Path stopped = folder.resolve("stopped");
    assertThat(made(stopped, TinyRecipe.REINFORCED, ALL, 14).complete()).isFalse();
    assertThat(made(stopped, TinyRecipe.REINFORCED, ON, -1)).isEqualTo(new Outcome(true, hash));
    var lines = MetricsFile.read(stopped.resolve("grpo/metrics.jsonl"));
    assertThat(lines.getFirst().path("sampled_tokens").asInt()).isPositive();
    assertThat(lines.getFirst().path("joules").isNumber()).isTrue();
  }

  @Test
  void doesNotDoAgainWhatHasEnded() {
    made(folder, ALL, -1);
    seen.clear();
    assertThat(made(folder, ON, -1)).isEqualTo(new Outcome(true, ""));
    assertThat(seen)
        .containsExactly(new Progress.Skipped("pretrain", 6), new Progress.Skipped("sft", 4));
  }

  @Test
  void makesOneStageAloneAndSaysWhatItNeedsFirst() {
    Wish sft = new Wish(Optional.of("sft"), false);
    assertThatThrownBy(() -> made(folder, sft, -1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("stage sft begins with the weights of stage pretrain");
    assertThat(made(folder, new Wish(Optional.of("pretrain"), false), -1).complete()).isTrue();
    assertThat(made(folder, sft, -1).complete()).isTrue();
    assertThatThrownBy(() -> made(folder, new Wish(Optional.of("none"), false), -1))
        .hasMessageContaining("has no stage 'none'; it has pretrain, sft");
  }

  @Test
  void beginsAndGoesOnOnlyWhenTold() {
    assertThatThrownBy(() -> made(folder, ON, -1)).hasMessageContaining("there is no run here");
    made(folder, ALL, 1);
    assertThatThrownBy(() -> made(folder, ALL, -1)).hasMessageContaining("go on with --resume");
  }

  @Test
  void refusesToGoOnWithAnotherConfiguration() {
    made(folder, ALL, 2);
    String faster = TinyRecipe.TOML.replace("steps = 6", "steps = 6\nrate = 0.1");
    assertThatThrownBy(() -> made(folder, faster, ON, -1))
        .hasMessageContaining("this run was made with another configuration")
        .hasMessageContaining("was 'stage.optimization.rate = 0.003'")
        .hasMessageContaining("is 'stage.optimization.rate = 0.1'");
    String wider = TinyRecipe.TOML.replace("width = 32\nlayers", "width = 48\nlayers");
    assertThatThrownBy(() -> made(folder, wider, ON, -1))
        .hasMessageContaining("was 'model.width = 32', is 'model.width = 48'");
    String words = TinyRecipe.TOML.replace("vocabulary = 320", "vocabulary = 321");
    assertThatThrownBy(() -> made(folder, words, ON, -1))
        .hasMessageContaining("was 'tokenizer.vocabulary = 320'");
  }

  @Test
  void mayKeepMoreOrLookMoreOften() {
    made(folder, ALL, 2);
    String oftener = TinyRecipe.TOML.replace("checkpoint-every = 2", "checkpoint-every = 1");
    assertThat(made(folder, oftener, ON, -1).complete()).isTrue();
  }

  @Test
  void keepsTheRecipeAndItsTokenizerInSight() throws IOException {
    made(folder, ALL, 0);
    assertThat(Files.readString(folder.resolve("recipe.toml"))).isEqualTo(TinyRecipe.TOML);
    assertThat(folder.resolve("tokenizer").toFile().list())
        .contains(
            "tokenizer.json", "tokenizer_config.json", "config.json", "generation_config.json");
  }
}
