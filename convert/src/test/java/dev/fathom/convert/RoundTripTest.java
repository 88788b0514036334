package dev.fathom.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {
  private static final String GREETING = "Hello, 12 Welt! <｜User｜>Was ist 47 + 85?\n";

  @TempDir Path folder;

  private static void requireSame(Path got, Path wanted) {
    try (Checkpoint a = Checkpoint.open(got);
        Checkpoint b = Checkpoint.open(wanted)) {
      assertThat(a.entries().keySet()).containsExactlyInAnyOrderElementsOf(b.entries().keySet());
      for (String name : b.entries().keySet()) {
        assertThat(a.tensor(name).toString()).as(name).isEqualTo(b.tensor(name).toString());
        assertThat(a.tensor(name).data().mismatch(b.tensor(name).data())).as(name).isEqualTo(-1);
      }
    }
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
  void aCheckpointComesBackBitByBit(String name) throws IOException {
    Path original = SharedData.path("fixtures/" + name);
    Logits.Expected expected = Logits.Expected.of(original);
    Path gguf = folder.resolve("there.gguf");
    Path back = folder.resolve("back");
    try (ModelFile source = ModelFile.open(original)) {
      GgufExport.write(source, gguf);
    }
    try (ModelFile there = ModelFile.open(gguf)) {
      SafetensorsExport.write(there, back, Conversion.keeping());
    }
    requireSame(back, original);
    double limit = name.contains("deepseek") || name.endsWith("moe") ? 1e-3 : 1e-4;
    assertThat(expected.error(Logits.of(gguf, expected.ids()))).isLessThan(limit);
    assertThat(expected.error(Logits.of(back, expected.ids()))).isLessThan(limit);
    try (ModelFile first = ModelFile.open(original);
        ModelFile last = ModelFile.open(back)) {
      assertThat(last.config()).isEqualTo(first.config());
      assertThat(last.endTokens()).isEqualTo(first.endTokens());
      assertThat(last.templateText()).isEqualTo(first.templateText());
      for (boolean special : new boolean[] {true, false}) {
        assertThat(last.tokenizer().encode(GREETING, special))
            .isEqualTo(first.tokenizer().encode(GREETING, special));
      }
      assertThat(last.tokenizer().addsBos()).isEqualTo(first.tokenizer().addsBos());
    }
  }

  @Test
  void blocksOfFp8BecomeF32WithoutLoss() throws IOException {
    Path original = SharedData.path("fixtures/tiny-deepseek-v3-fp8");
    Logits.Expected expected = Logits.Expected.of(original);
    Path gguf = folder.resolve("there.gguf");
    Path back = folder.resolve("back");
    try (ModelFile source = ModelFile.open(original)) {
      GgufExport.write(source, gguf, Conversion.keeping().to(ElementType.F32));
    }
    try (ModelFile there = ModelFile.open(gguf)) {
      SafetensorsExport.write(there, back, Conversion.keeping());
    }
    assertThat(expected.error(Logits.of(gguf, expected.ids()))).isLessThan(1e-3);
    assertThat(expected.error(Logits.of(back, expected.ids()))).isLessThan(1e-3);
  }

  @Test
  void quantisedWeightsBecomePlainOnes() throws IOException {
    Path quantised = SharedData.path("fixtures/tiny-qwen2").resolve("model-Q4_K_M.gguf");
    int[] ids = Logits.Expected.of(quantised.resolveSibling("")).ids();
    Path back = folder.resolve("back");
    try (ModelFile source = ModelFile.open(quantised)) {
      SafetensorsExport.write(source, back, Conversion.keeping().to(ElementType.F32));
    }
    assertThat(Logits.distance(Logits.of(back, ids), Logits.of(quantised, ids))).isLessThan(1e-5);
  }

  @Test
  void largeModelsAreCutIntoFiles() throws IOException {
    Path gguf = SharedData.path("fixtures/tiny-llama3").resolve("model-bf16.gguf");
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    try (ModelFile source = ModelFile.open(gguf)) {
      SafetensorsExport.write(source, whole, Conversion.keeping());
      SafetensorsExport.write(source, cut, Conversion.keeping(), 1_000_000);
    }
    assertThat(cut.resolve("model.safetensors.index.json")).exists();
    assertThat(cut.resolve("model-00003-of-00005.safetensors")).exists();
    requireSame(cut, whole);
  }
}
