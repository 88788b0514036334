package dev.fathom.train.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.train.TrainingException;
import dev.fathom.train.pipeline.RecipeRun.Wish;
import dev.fathom.train.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelExportTest {
  private static final TorchWorkshop WORKSHOP = new TorchWorkshop(1);

  @TempDir static Path run;
  @TempDir Path folder;

  @BeforeAll
  static void make() {
    Torch.refusal().ifPresent(reason -> System.out.println("skipped: " + reason));
    Assumptions.assumeTrue(Torch.refusal().isEmpty());
    RecipeFolder place = new RecipeFolder(run, TinyRecipe.recipe());
    new RecipeRun(place, WORKSHOP, 1).make(new Wish(Optional.empty(), false), () -> false);
  }

  private static byte[] weights(Path of, Path to) throws IOException {
    try (MadeModel made = MadeModel.of(of, WORKSHOP)) {
      new ModelExport(made).safetensors(to, ElementType.F32);
    }
    return Files.readAllBytes(to.resolve("model.safetensors"));
  }

  @Test
  void findsTheModelOfARunAStageAndACheckpoint() throws IOException {
    byte[] last = weights(run, folder.resolve("a"));
    assertThat(weights(run.resolve("sft"), folder.resolve("b"))).isEqualTo(last);
    Path checkpoint = run.resolve("sft/checkpoints/step-4");
    assertThat(weights(checkpoint, folder.resolve("c"))).isEqualTo(last);
    Path earlier = run.resolve("sft/checkpoints/step-2");
    assertThat(weights(earlier, folder.resolve("d"))).isNotEqualTo(last);
    try (ModelFile file = ModelFile.open(folder.resolve("c"))) {
      assertThat(file.config()).isEqualTo(TinyRecipe.recipe().model().config(320));
    }
    assertThatThrownBy(() -> MadeModel.of(folder, WORKSHOP))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("there is no model here");
  }

  @Test
  void writesHalfPrecisionWithNormsAsTheyAre() throws IOException {
    try (MadeModel made = MadeModel.of(run, WORKSHOP)) {
      new ModelExport(made).safetensors(folder, ElementType.BF16);
    }
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.tensor("model.norm.weight").type()).isEqualTo(ElementType.F32);
      assertThat(checkpoint.tensor("lm_head.weight").type()).isEqualTo(ElementType.BF16);
    }
    assertThat(Files.readString(folder.resolve("config.json"))).contains("\"bfloat16\"");
  }

  @Test
  void writesGgufThatOpens() {
    Path file = folder.resolve("tiny.gguf");
    try (MadeModel made = MadeModel.of(run, WORKSHOP)) {
      new ModelExport(made).gguf(file, Optional.of(ElementType.Q8_0));
    }
    try (ModelFile model = ModelFile.open(file);
        ModelFile folder = ModelFile.open(run.resolve("sft"))) {
      assertThat(model.config()).isEqualTo(folder.config());
      assertThat(model.tokenizer().encode("gcd of 12", false))
          .isEqualTo(folder.tokenizer().encode("gcd of 12", false));
    }
  }

  @Test
  void writesACardInBothLanguages() throws IOException {
    weights(run, folder);
    assertThat(Files.readString(folder.resolve("README.md")))
        .contains(
            "| pretrain | 6 |",
            "| sft | 4 |",
            " / ",
            "Mio. Parameter",
            "nachdenkt",
            "chain_sum, gcd");
  }

  @Test
  void reportsStagesScoresAndCosts() throws IOException {
    Files.writeString(
        run.resolve("sft/scores.json"),
        """
        {"model":"sft","samples":4,"all":{"group":"all","accuracy":0.5,"low":0.4,"high":0.6,
        "pass_at":{"1":0.5,"2":0.6,"4":0.7},"cons_at":{"1":0.5,"2":0.5,"4":0.6}},
        "families":[{"group":"gcd","accuracy":0.25,"low":0.2,"high":0.3}],"budgets":
        {"0":{"accuracy":0.1},"32":{"accuracy":0.4}}}
        """);
    Path page = folder.resolve("report.html");
    RecipeReport.of(run).write(page);
    assertThat(Files.readString(page))
        .contains("<h2>pretrain</h2>", "<h2>sft</h2>", "Cost of all stages", "kWh", "MFU")
        .contains("pass@k", "thinking budget", "gcd", "Right answers at the last look")
        .doesNotContain("http:", "https:", "<script", "NaN", "Infinity");
    assertThatThrownBy(() -> RecipeReport.of(folder)).hasMessageContaining("there is no run here");
  }
}
