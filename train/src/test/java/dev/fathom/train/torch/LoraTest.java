package dev.fathom.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelConfig;
import dev.fathom.tensor.Shape;
import dev.fathom.train.Rows;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraTest {
  private static final LoraSettings LORA = LoraSettings.everywhere(4, 8);

  @BeforeEach
  void torch() {
    Tiny.requireTorch();
  }

  private static Checkpoint base(ModelConfig config) {
    try (TorchTrainee trainee = new TorchTrainee(config, Tiny.settings(2))) {
      return trainee.snapshot();
    }
  }

  private static TorchTrainee adapting(ModelConfig config, int threads) {
    TrainingSettings settings = Tiny.settings(5).withThreads(threads).withMicroTokens(40);
    return TorchTrainee.adapting(config, settings, LORA, base(config));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"grouped, biases, qwen2", "grouped, llama", "latent with q_lora, experts"})
  void newAdaptersChangeNothingAndMergedOnesEverything(String option) {
    ModelConfig config = Tiny.named(option);
    Rows rows = Tiny.rows(4, 12, 20, 7, 30);
    int[] ids = rows.tokens()[1];
    try (TorchTrainee trainee = adapting(config, 1);
        TorchTrainee plain = TorchTrainee.of(config, Tiny.settings(5), base(config))) {
      float[][] before = plain.logits(ids);
      assertThat(trainee.logits(ids)).isDeepEqualTo(before);
      double first = trainee.learn(rows, 1).loss();
      double last = first;
      for (int step = 0; step < 30; step++) {
        last = trainee.learn(rows, 1).loss();
      }
      System.out.printf("%s: loss %.3f to %.3f by adapters%n", option, first, last);
      assertThat(last).isLessThan(first - 0.5);
      float[][] adapted = trainee.logits(ids);
      try (TorchTrainee merged = TorchTrainee.of(config, Tiny.settings(5), trainee.snapshot())) {
        float[][] wanted = merged.logits(ids);
        for (int at = 0; at < ids.length; at++) {
          assertThat(adapted[at]).isNotEqualTo(before[at]);
          assertThat(adapted[at]).containsExactly(wanted[at], offset(2e-3f));
        }
      }
    }
  }

  @Test
  void onlyAdaptersLearn() {
    ModelConfig config = Tiny.mixture();
    try (TorchTrainee trainee = adapting(config, 2)) {
      float[] weights = trainee.weights().values().toArray(ValueLayout.JAVA_FLOAT);
      float[] biases = trainee.corrections().values().toArray(ValueLayout.JAVA_FLOAT);
      String before = trainee.hash();
      trainee.learn(Tiny.rows(4, 12, 20, 7, 30), 1);
      assertThat(trainee.weights().values().toArray(ValueLayout.JAVA_FLOAT))
          .containsExactly(weights);
      assertThat(trainee.corrections().values().toArray(ValueLayout.JAVA_FLOAT))
          .containsExactly(biases);
      assertThat(trainee.hash()).isNotEqualTo(before);
    }
  }

  @Test
  void goesOnToTheSameHashOnTheSameBaseAlone(@TempDir Path folder) {
    Path file = folder.resolve("state");
    ModelConfig config = Tiny.named("grouped, llama");
    try (TorchTrainee whole = adapting(config, 2);
        TorchTrainee resumed = adapting(config, 2);
        TorchTrainee other =
            TorchTrainee.adapting(
                config, Tiny.settings(5), LoraSettings.everywhere(4, 16), base(config))) {
      whole.learn(Tiny.rows(1, 12, 20, 40), 1);
      whole.save(file);
      whole.learn(Tiny.rows(2, 12, 20, 40), 1);
      resumed.restore(file);
      resumed.learn(Tiny.rows(2, 12, 20, 40), 1);
      assertThat(resumed.hash()).isEqualTo(whole.hash());
      assertThatThrownBy(() -> other.restore(file))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("of another configuration");
    }
  }

  @Test
  void theAdapterIsWrittenAsPeftNamesIt(@TempDir Path folder) throws IOException {
    try (TorchTrainee trainee = adapting(Tiny.named("grouped, biases, qwen2"), 1)) {
      trainee.exportAdapter(folder, "some/model");
    }
    String config = Files.readString(folder.resolve("adapter_config.json"));
    assertThat(config).contains("\"r\" : 4", "\"lora_alpha\" : 8.0", "\"LORA\"");
    assertThat(config).contains("model.layers.1.mlp.down_proj").doesNotContain("norm");
    String layer = "base_model.model.model.layers.0.";
    try (Checkpoint adapter = Checkpoint.open(folder.resolve("adapter_model.safetensors"))) {
      assertThat(adapter.entries()).hasSize(2 * 7 * 2);
      assertThat(adapter.tensor(layer + "self_attn.q_proj.lora_A.weight").shape())
          .isEqualTo(Shape.of(4, 24));
      assertThat(adapter.tensor(layer + "mlp.gate_proj.lora_B.weight").shape())
          .isEqualTo(Shape.of(32, 4));
    }
  }

  @Test
  void saysWhatCannotBeAdapted(@TempDir Path folder) {
    ModelConfig config = Tiny.mixture();
    assertThatThrownBy(() -> new LoraSettings(0, 8, Set.of("q_proj")))
        .hasMessage("lora: rank 0 and alpha 8.0 must be more than 0");
    assertThatThrownBy(() -> new LoraSettings(4, 8, Set.of("lm_head")))
        .hasMessageStartingWith("lora: no weight 'lm_head' can be adapted");
    LoraSettings keys = new LoraSettings(4, 8, Set.of("k_proj"));
    Checkpoint base = base(config);
    assertThatThrownBy(() -> TorchTrainee.adapting(config, Tiny.settings(1), keys, base))
        .isInstanceOf(TrainingException.class)
        .hasMessage("lora: the model (deepseek2) has no weights called [k_proj]");
    TrainingSettings muon = Tiny.settings(1).with(OptimizerSettings.muon(0.02, 1e-3));
    assertThatThrownBy(() -> TorchTrainee.adapting(config, muon, LORA, base))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("lora: adapters learn by adamw");
    try (TorchTrainee whole = new TorchTrainee(config, Tiny.settings(1))) {
      assertThatThrownBy(() -> whole.exportAdapter(folder, ""))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("has no adapters");
    }
  }
}
