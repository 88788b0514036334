package dev.fathom.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.Metadata;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufExportTest {
  /// Keys that llama.cpp's converter leaves out where `config.json` does not say what is the rule
  /// for its architecture; Fathom says it.
  private static final Set<String> BESIDES =
      Set.of("deepseek2.expert_gating_func", "deepseek2.expert_weights_norm");

  @TempDir Path folder;

  private Path export(Path source) throws IOException {
    Path target = folder.resolve("written.gguf");
    try (ModelFile model = ModelFile.open(source)) {
      GgufExport.write(model, target);
    }
    return target;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny-deepseek-v3",
        "tiny-deepseek-v2-lite",
        "tiny-qwen2",
        "tiny-qwen3",
        "tiny-qwen3-moe",
        "tiny-llama3"
      })
  void writesTheTensorsAndVocabularyOfTheFixture(String name) throws IOException {
    Path source = SharedData.path("fixtures/" + name);
    try (Checkpoint written = Checkpoint.open(export(source));
        Checkpoint wanted = Checkpoint.open(source.resolve("model-bf16.gguf"))) {
      assertThat(written.entries().keySet())
          .containsExactlyInAnyOrderElementsOf(wanted.entries().keySet());
      for (String tensor : wanted.entries().keySet()) {
        var got = written.tensor(tensor);
        assertThat(got.toString()).as(tensor).isEqualTo(wanted.tensor(tensor).toString());
        if (tensor.endsWith("exp_probs_b.bias") || tensor.startsWith("rope_freqs")) {
          // the fixture's biases are those of before bf16, its divisors were worked out in f32
          assertThat(got.row(0)).containsExactly(wanted.tensor(tensor).row(0), within(1e-3f));
        } else {
          assertThat(got.data().mismatch(wanted.tensor(tensor).data())).as(tensor).isEqualTo(-1);
        }
      }
      for (String key : Set.of("tokens", "token_type", "merges")) {
        String whole = "tokenizer.ggml." + key;
        assertThat(written.metadata().find(whole).orElseThrow())
            .as(whole)
            .isEqualTo(wanted.metadata().find(whole).orElseThrow());
      }
    }
  }

  private static Metadata keysOfLlamaCpp() throws IOException {
    String name = "llama-cpp-keys.json";
    try (InputStream in = GgufExportTest.class.getResourceAsStream(name)) {
      return Metadata.ofJson(name, Objects.requireNonNull(in).readAllBytes());
    }
  }

  /// What `convert_hf_to_gguf.py` of llama.cpp (Debian 1:0.7.0) wrote for the same folders.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny-deepseek-v3",
        "tiny-deepseek-v3-fp8",
        "tiny-deepseek-v2-lite",
        "tiny-qwen3",
        "tiny-qwen3-moe",
        "tiny-llama3"
      })
  void writesTheKeysThatLlamaCppsConverterWrites(String name) throws IOException {
    Map<?, ?> wanted = (Map<?, ?>) keysOfLlamaCpp().find(name).orElseThrow();
    try (Checkpoint written = Checkpoint.open(export(SharedData.path("fixtures/" + name)))) {
      Metadata got = written.metadata();
      wanted.forEach(
          (key, value) ->
              assertThat(got.find(key.toString()).orElse("absent"))
                  .as(key.toString())
                  .isEqualTo(value));
      assertThat(got.keys())
          .allMatch(
              key ->
                  wanted.containsKey(key)
                      || BESIDES.contains(key)
                      || key.matches("tokenizer.ggml.(tokens|token_type|merges)"));
    }
  }

  @Test
  void writesAModelThatWasTrained() throws IOException {
    int[] ids = {0, 505, 309, 275, 223, 22, 25, 302, 223, 26, 23, 33, 506, 507, 201};
    Path target = folder.resolve("seed.gguf");
    try (ModelFile original = ModelFile.open(SharedData.path("models/seed-r1"))) {
      GgufExport.write(original, target);
      try (ModelFile written = ModelFile.open(target)) {
        assertThat(Logits.distance(Logits.of(written, ids), Logits.of(original, ids)))
            .isLessThan(1e-6);
        assertThat(written.config()).isEqualTo(original.config());
      }
    }
  }

  @Test
  void changesTheTypeOfMatrices() throws IOException {
    Path source = SharedData.path("fixtures/tiny-qwen3");
    for (ElementType type : new ElementType[] {ElementType.F16, ElementType.Q8_0}) {
      Path target = folder.resolve(type + ".gguf");
      try (ModelFile model = ModelFile.open(source)) {
        GgufExport.write(model, target, Conversion.keeping().to(type));
      }
      try (Checkpoint written = Checkpoint.open(target)) {
        assertThat(written.tensor("blk.0.attn_q.weight").type()).isEqualTo(type);
        assertThat(written.tensor("blk.0.attn_norm.weight").type()).isEqualTo(ElementType.F32);
      }
    }
  }

  @Test
  void refusesATypeWhoseBlocksDoNotFitARow() {
    Path target = folder.resolve("no.gguf");
    Conversion conversion = Conversion.keeping().to(ElementType.Q4_K);
    try (ModelFile model = ModelFile.open(SharedData.path("fixtures/tiny-deepseek-v2-lite"))) {
      assertThatThrownBy(() -> GgufExport.write(model, target, conversion))
          .isInstanceOf(ConvertException.class)
          .hasMessageContaining("tensor 'token_embd.weight' has rows of 128 numbers")
          .hasMessageContaining("q4_k packs 256 together");
    }
    assertThat(target).doesNotExist();
  }

  @Test
  void refusesGgufAsSource() {
    Path gguf = SharedData.path("fixtures/tiny-qwen2").resolve("model-bf16.gguf");
    try (ModelFile model = ModelFile.open(gguf)) {
      assertThatThrownBy(() -> GgufExport.write(model, folder.resolve("no.gguf")))
          .isInstanceOf(ConvertException.class)
          .hasMessageContaining("is GGUF already");
    }
  }
}
