package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.FormatException;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFileTest {
  @TempDir Path folder;

  private static void load(Path path) {
    try (ModelFile file = ModelFile.open(path);
        KernelSet kernels = Kernels.open("scalar", 1);
        Model model = file.load(kernels);
        Conversation conversation = new Conversation(model, ElementType.F16, 8)) {
      conversation.feed(new int[] {0, 1, 2}, 3);
    }
  }

  @Test
  void runsASmallFile() throws IOException {
    load(new GgufFixture().writeTo(folder));
  }

  static Stream<Arguments> spoilt() {
    return Stream.of(
        Arguments.of(
            new GgufFixture().key("general.architecture", "mamba"),
            "small.gguf: architecture 'mamba' (general.architecture) is not supported; supported are"
                + " deepseek, deepseek2, llama, qwen2, qwen3, qwen3moe"),
        Arguments.of(new GgufFixture().withoutKey("llama.block_count"), "llama.block_count"),
        Arguments.of(
            new GgufFixture().key("llama.block_count", 4_000_000L),
            "small.gguf: block_count: got 4000000, wanted 1 to 1000"),
        Arguments.of(
            new GgufFixture().key("llama.attention.head_count", 0L),
            "small.gguf: attention head_count: got 0, wanted 1 to 65536"),
        Arguments.of(
            new GgufFixture().key("llama.attention.head_count_kv", 3L),
            "small.gguf: attention head_count_kv: got 3, wanted 1 to 2"),
        Arguments.of(
            new GgufFixture().key("llama.embedding_length", 4_000_000_000L),
            "llama.embedding_length"),
        Arguments.of(
            new GgufFixture().key("llama.expert_count", 8L),
            "small.gguf: architecture 'llama' with 8 experts is not supported"),
        Arguments.of(
            new GgufFixture().key("llama.rope.scaling.type", "longrope"),
            "small.gguf: llama.rope.scaling.type 'longrope' is not supported; supported are none,"
                + " linear, yarn"),
        Arguments.of(
            new GgufFixture().withoutTensor("blk.0.ffn_up.weight"),
            "small.gguf: tensor 'blk.0.ffn_up.weight' is missing, wanted shape [12, 8]"),
        Arguments.of(
            new GgufFixture().tensor("blk.0.ffn_up.weight", 8, 12),
            "small.gguf: tensor 'blk.0.ffn_up.weight' has shape [8, 12], wanted [12, 8]"),
        Arguments.of(
            new GgufFixture().tensor("rope_freqs.weight", 3),
            "small.gguf: tensor 'rope_freqs.weight' has shape [3], wanted [2]"),
        Arguments.of(
            new GgufFixture().withoutKey("tokenizer.ggml.tokens"),
            "small.gguf: keys 'llama.vocab_size' and 'tokenizer.ggml.tokens' are missing, wanted one"
                + " of them"));
  }

  @ParameterizedTest
  @MethodSource("spoilt")
  void refusesASpoiltFileInOneLine(GgufFixture fixture, String message) throws IOException {
    Path path = fixture.writeTo(folder);
    assertThatThrownBy(() -> load(path))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("small.gguf")
        .hasMessageNotContaining("\n");
  }

  @Test
  void stopsWhereLogitsAreNoNumbers() throws IOException {
    Path path = new GgufFixture().filledWith(Float.NaN).writeTo(folder);
    assertThatThrownBy(() -> load(path))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "the logits of the token at position 0 are not finite numbers; the weights are damaged"
                + " or overflow");
  }

  @Test
  void namesAMissingPathAndAFolderWithoutWeights() throws IOException {
    assertThatThrownBy(() -> ModelFile.open(folder.resolve("none")))
        .isInstanceOf(FormatException.class)
        .hasMessageEndingWith("none: no such file or folder");
    assertThatThrownBy(() -> ModelFile.open(folder)).isInstanceOf(FormatException.class);
    Files.writeString(folder.resolve("text.gguf"), "this is no model");
    assertThatThrownBy(() -> ModelFile.open(folder.resolve("text.gguf")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("text.gguf");
  }

  @Test
  void namesTheMissingConfigBesideSafetensors() throws IOException {
    Path source = SharedData.path("fixtures/tiny-qwen2/model.safetensors");
    Path copy = folder.resolve("model.safetensors");
    Files.copy(source, copy);
    assertThatThrownBy(() -> ModelFile.open(copy))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("config.json: not found, wanted beside the safetensors");
  }

  @Test
  void closesTheCheckpointWhoseTextsAreNoModels() {
    Path file = SharedData.path("fixtures/tiny-qwen2/model.safetensors");
    Checkpoint weights = Checkpoint.open(file);
    Tensor tensor = weights.tensor("model.norm.weight");
    assertThatThrownBy(() -> ModelFile.of(weights, Map.of("config.json", "{}")))
        .isInstanceOf(FormatException.class);
    assertThat(tensor.data().scope().isAlive()).isFalse();
  }

  @Test
  void opensASafetensorsFileByItsName() {
    Path file = SharedData.path("fixtures/tiny-qwen2/model.safetensors");
    try (ModelFile opened = ModelFile.open(file)) {
      assertThat(opened.config().architecture()).isEqualTo("qwen2");
    }
  }

  @Test
  void summarisesTheEmbeddedModel() {
    try (ModelFile file = ModelFile.embedded()) {
      ModelSummary summary = file.summary();
      assertThat(summary.name()).isEqualTo("r1-mini");
      assertThat(summary.architecture()).isEqualTo("deepseek2");
      assertThat(summary.parameters().total()).isEqualTo(7_058_424);
      assertThat(summary.types()).containsOnlyKeys("Q8_0", "F32");
      assertThat(summary.hasTemplate()).isTrue();
      // 8 layers keep 64 + 16 numbers of a token in F16
      assertThat(summary.memoryBytes()).isEqualTo(file.checkpoint().bytes() + 512 * 1280);
      // 32 weights and their scale have 34 bytes
      assertThat(summary.activeBytes())
          .isBetween(
              summary.parameters().activeWithoutEmbedding() * 34 / 32,
              summary.parameters().activeWithoutEmbedding() * 35 / 32);
      assertThat(file.endTokens()).containsExactly(1);
      assertThat(file.sampling()).isEqualTo(new SamplingDefaults(0.0, null, null));
      assertThat(file.template()).isPresent();
    }
  }

  @Test
  void countsTheBytesThatATokenReadsInEitherFormat() {
    for (String name :
        new String[] {"tiny-deepseek-v3", "tiny-qwen2", "tiny-qwen3", "tiny-qwen3-moe"}) {
      try (ModelFile plain = ModelFile.open(SharedData.path("fixtures/" + name));
          ModelFile quantised =
              ModelFile.open(SharedData.path("fixtures/" + name + "/model-Q4_K_M.gguf"))) {
        long active = plain.config().parameters().activeWithoutEmbedding();
        assertThat(plain.summary().activeBytes()).as(name).isBetween(2 * active, 2 * active + 9999);
        long bytes = quantised.summary().activeBytes();
        assertThat(bytes).as(name).isBetween(active / 2, active * 3 / 2);
        long half = quantised.summary(ElementType.F16).memoryBytes();
        assertThat(quantised.summary(ElementType.Q8_0).memoryBytes()).as(name).isLessThan(half);
      }
    }
  }

  @Test
  void countsTheParametersThatTheFileHolds() {
    for (String name :
        new String[] {"tiny-deepseek-v3", "tiny-qwen2", "tiny-qwen3", "tiny-llama3"}) {
      try (ModelFile file = ModelFile.open(SharedData.path("fixtures/" + name))) {
        long held =
            file.checkpoint().entries().values().stream()
                .mapToLong(entry -> entry.shape().elements())
                .sum();
        assertThat(file.config().parameters().total()).as(name).isEqualTo(held);
      }
    }
  }
}
