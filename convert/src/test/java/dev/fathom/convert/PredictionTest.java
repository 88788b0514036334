package dev.fathom.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.SafetensorsWriter;
import dev.fathom.kernel.BlockEncoder;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionTest {
  @TempDir Path folder;

  private static float[] random(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.round(random.nextGaussian() * 64) / 1024f;
    }
    return values;
  }

  /// tiny-deepseek-v3 with a layer of multi-token prediction, laid out as DeepSeek published it.
  private Path withPrediction(Path original) throws IOException {
    Path model = Files.createDirectory(folder.resolve("with-mtp"));
    for (String name :
        List.of(
            "config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json")) {
      Files.copy(original.resolve(name), model.resolve(name));
    }
    Random random = new Random(5);
    System.out.println("seed 5");
    try (Checkpoint weights = Checkpoint.open(original);
        Arena arena = Arena.ofShared()) {
      SafetensorsWriter writer = new SafetensorsWriter();
      for (String name : weights.entries().keySet()) {
        writer.tensor(name, weights.tensor(name));
        if (name.startsWith("model.layers.2.")) {
          writer.tensor(name.replace("layers.2.", "layers.3."), weights.tensor(name));
        }
      }
      for (String norm : List.of("enorm", "hnorm", "shared_head.norm")) {
        float[] values = random(random, 256);
        writer.tensor(
            "model.layers.3." + norm + ".weight",
            BlockEncoder.encode(arena, ElementType.BF16, values, 256));
      }
      writer.tensor(
          "model.layers.3.eh_proj.weight",
          BlockEncoder.encode(arena, ElementType.BF16, random(random, 256 * 512), 256, 512));
      writer.tensor(
          "model.layers.3.embed_tokens.weight", weights.tensor("model.embed_tokens.weight"));
      writer.tensor("model.layers.3.shared_head.head.weight", weights.tensor("lm_head.weight"));
      writer.writeTo(model.resolve("model.safetensors"));
    }
    return model;
  }

  @Test
  void theLayerOfMultiTokenPredictionIsKeptThereAndBack() throws IOException {
    Path original = SharedData.path("fixtures/tiny-deepseek-v3");
    Path model = withPrediction(original);
    Path gguf = folder.resolve("there.gguf");
    Path back = folder.resolve("back");
    try (ModelFile source = ModelFile.open(model)) {
      GgufExport.write(source, gguf);
    }
    Logits.Expected expected = Logits.Expected.of(original);
    try (ModelFile there = ModelFile.open(gguf)) {
      assertThat(there.checkpoint().metadata().integer("deepseek2.block_count")).isEqualTo(4);
      assertThat(there.checkpoint().metadata().integer("deepseek2.nextn_predict_layers"))
          .isEqualTo(1);
      assertThat(there.checkpoint().entries()).containsKey("blk.3.nextn.eh_proj.weight");
      assertThat(there.config().layers()).isEqualTo(3);
      assertThat(expected.error(Logits.of(there, expected.ids()))).isLessThan(1e-3);
      SafetensorsExport.write(there, back, Conversion.keeping());
    }
    try (Checkpoint a = Checkpoint.open(back);
        Checkpoint b = Checkpoint.open(model)) {
      assertThat(a.entries().keySet()).containsExactlyInAnyOrderElementsOf(b.entries().keySet());
      for (String name : b.entries().keySet()) {
        assertThat(a.tensor(name).data().mismatch(b.tensor(name).data())).as(name).isEqualTo(-1);
      }
    }
  }

  @Test
  void theLayerCanBeLeftOut() throws IOException {
    Path model = withPrediction(SharedData.path("fixtures/tiny-deepseek-v3"));
    Path gguf = folder.resolve("without.gguf");
    Conversion keeping = Conversion.keeping();
    try (ModelFile source = ModelFile.open(model)) {
      GgufExport.write(
          source, gguf, new Conversion(keeping.type(), keeping.misfit(), false, keeping.watcher()));
    }
    try (Checkpoint written = Checkpoint.open(gguf)) {
      assertThat(written.entries().keySet()).noneMatch(name -> name.startsWith("blk.3."));
      assertThat(written.metadata().findLong("deepseek2.nextn_predict_layers")).isEmpty();
    }
  }
}
