package dev.fathom.train.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelFile;
import dev.fathom.testing.SharedData;
import dev.fathom.train.TrainingException;
import dev.fathom.train.runs.Progress;
import dev.fathom.train.torch.LoraSettings;
import dev.fathom.train.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterRunTest {
  private static final AdapterConfig CONFIG =
      new AdapterConfig(LoraSettings.everywhere(4, 8), 1e-2, 6, 200, 100, 3);

  @TempDir Path folder;
  private final List<Progress> told = new ArrayList<>();

  @BeforeEach
  void torch() {
    Torch.refusal().ifPresent(reason -> System.out.println("skipped: " + reason));
    Assumptions.assumeTrue(Torch.refusal().isEmpty());
  }

  private Path data() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append("{\"question\":\"What is %d?\",\"answer\":\"It is %d.\"}\n".formatted(i, i));
    }
    return Files.writeString(folder.resolve("data.jsonl"), lines);
  }

  private Outcome run(Path out, boolean resume, BooleanSupplier stop) throws IOException {
    return new AdapterRun(SharedData.path("fixtures/tiny-qwen2"), data(), CONFIG)
        .watchedBy(told::add)
        .make(new AdapterRun.Place(out, resume, 1), stop);
  }

  private List<Double> losses() {
    return told.stream()
        .filter(Progress.Validated.class::isInstance)
        .map(event -> ((Progress.Validated) event).values().getOrDefault("loss", Double.NaN))
        .toList();
  }

  @Test
  void leavesAModelThatLearnedAndItsAdapter() throws IOException {
    Path out = folder.resolve("out");
    assertThat(run(out, false, () -> false).complete()).isTrue();
    assertThat(told.getFirst()).isEqualTo(new Progress.Read("lora", 38, 2, 0));
    System.out.println("losses on unseen turns: " + losses());
    assertThat(losses().getLast()).isLessThan(losses().getFirst() - 1);
    try (ModelFile before = ModelFile.open(SharedData.path("fixtures/tiny-qwen2"));
        ModelFile after = ModelFile.open(out)) {
      assertThat(after.config()).isEqualTo(before.config());
      assertThat(after.companion("tokenizer_config.json"))
          .hasValueSatisfying(
              bytes -> assertThat(before.companion("tokenizer_config.json")).contains(bytes));
      assertThat(after.checkpoint().entries().keySet())
          .containsExactlyInAnyOrderElementsOf(before.checkpoint().entries().keySet());
    }
    try (Checkpoint adapter = Checkpoint.open(out.resolve("adapter/adapter_model.safetensors"))) {
      assertThat(adapter.entries()).isNotEmpty();
    }
    assertThat(run(out, true, () -> false)).isEqualTo(new Outcome(true, ""));
    assertThat(told).hasAtLeastOneElementOfType(Progress.Skipped.class);
  }

  @Test
  void goesOnToTheSameHash() throws IOException {
    Outcome whole = run(folder.resolve("whole"), false, () -> false);
    Path parts = folder.resolve("parts");
    AtomicInteger asked = new AtomicInteger();
    assertThat(run(parts, false, () -> asked.incrementAndGet() > 4).complete()).isFalse();
    assertThat(parts.resolve("adapter")).doesNotExist();
    assertThat(run(parts, true, () -> false)).isEqualTo(whole);
    assertThat(parts.resolve("model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
  }

  @Test
  void leavesTheAdapterAloneWhereThatIsWanted() throws IOException {
    Path out = folder.resolve("out");
    new AdapterRun(SharedData.path("fixtures/tiny-llama3"), data(), CONFIG)
        .unmerged()
        .make(new AdapterRun.Place(out, false, 1), () -> false);
    assertThat(out.resolve("adapter/adapter_config.json")).exists();
    assertThat(out.resolve("model.safetensors")).doesNotExist();
  }

  @Test
  void mergesLaterWhatWasLeftApart() throws IOException {
    Path out = folder.resolve("out");
    Path model = SharedData.path("fixtures/tiny-qwen2");
    new AdapterRun(model, data(), CONFIG)
        .unmerged()
        .make(new AdapterRun.Place(out, false, 1), () -> false);
    assertThat(run(out, true, () -> false).complete()).isTrue();
    assertThat(Files.readString(out.resolve("config.json"))).contains("\"float32\"");
    try (ModelFile merged = ModelFile.open(out)) {
      assertThat(merged.config().architecture()).isEqualTo("qwen2");
    }
  }

  @Test
  void keepsAModelThatLiesWhereItShallWrite() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("config.json"), "{}");
    assertThatThrownBy(() -> run(other, false, () -> false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("holds a model already, which is kept");
    assertThat(other.resolve("config.json")).hasContent("{}");
  }

  @Test
  void aStartThatFailsClaimsNoFolder() throws IOException {
    Path out = folder.resolve("out");
    AdapterConfig latent =
        new AdapterConfig(new LoraSettings(4, 8, Set.of("q_proj", "kv_b_proj")), 1e-2, 1, 99, 9, 3);
    AdapterRun.Place place = new AdapterRun.Place(out, false, 1);
    Path model = SharedData.path("fixtures/tiny-qwen2");
    assertThatThrownBy(() -> new AdapterRun(model, data(), latent).make(place, () -> false))
        .isInstanceOf(TrainingException.class);
    AdapterConfig longer = new AdapterConfig(latent.lora(), 1e-2, 1, 99, 99, 3);
    assertThatThrownBy(() -> new AdapterRun(model, data(), longer).make(place, () -> false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the model (qwen2) has no weights called [kv_b_proj]");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesWhatCannotBeAdapted() throws IOException {
    Path gguf = SharedData.path("fixtures/tiny-qwen2/model-bf16.gguf");
    Path out = folder.resolve("out");
    AdapterRun.Place place = new AdapterRun.Place(out, false, 1);
    assertThatThrownBy(() -> new AdapterRun(gguf, data(), CONFIG).make(place, () -> false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("wanted safetensors to adapt; 'fathom convert");
    AdapterConfig narrow = new AdapterConfig(CONFIG.lora(), 1e-2, 1, 200, 4, 3);
    Path model = SharedData.path("fixtures/tiny-qwen2");
    assertThatThrownBy(() -> new AdapterRun(model, data(), narrow).make(place, () -> false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("of 40 turns none has 4 tokens or fewer");
    run(out, false, () -> true);
    AdapterConfig other = new AdapterConfig(CONFIG.lora(), 1e-3, 6, 200, 100, 3);
    AdapterRun.Place again = new AdapterRun.Place(out, true, 1);
    assertThatThrownBy(() -> new AdapterRun(model, data(), other).make(again, () -> false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("adapter.rate");
  }
}
