package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.FormatException;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufExportTest {
  @TempDir Path folder;

  private Path export(ModelFile source) throws IOException {
    Path target = folder.resolve("written.gguf");
    GgufExport.write(source, target);
    return target;
  }

  private static List<float[]> logits(ModelFile file, int[] ids) {
    try (KernelSet kernels = Kernels.open("scalar", 2);
        Model model = file.load(kernels);
        Conversation conversation = new Conversation(model, ElementType.F32, 128)) {
      return conversation.feed(ids, ids.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-deepseek-v3", "tiny-deepseek-v2-lite", "tiny-deepseek-v3-fp8"})
  void writesAFileWithTheSameLogits(String name) throws IOException {
    Path source = SharedData.path("fixtures/" + name);
    int[] ids = Expectation.read(source.resolve("expected.json")).ids();
    try (ModelFile original = ModelFile.open(source);
        ModelFile written = ModelFile.open(export(original))) {
      List<float[]> wanted = logits(original, ids);
      List<float[]> got = logits(written, ids);
      double[] errors = new double[ids.length];
      for (int position = 0; position < ids.length; position++) {
        errors[position] = Distance.relative(got.get(position), wanted.get(position));
      }
      Arrays.sort(errors);
      if (name.endsWith("fp8")) {
        // FP8 times its scale has more digits than bf16; where that flips an expert, a position is
        // far off
        assertThat(errors[errors.length / 2]).isLessThan(5e-2);
      } else {
        assertThat(errors[errors.length - 1]).isLessThan(1e-6);
      }
      assertThat(written.endTokens()).isEqualTo(original.endTokens());
      assertThat(written.tokenizer().encode("Hello, 12 Welt!", false))
          .isEqualTo(original.tokenizer().encode("Hello, 12 Welt!", false));
    }
  }

  @Test
  void writesWhatLlamaCppsConverterWrites() throws IOException {
    Path source = SharedData.path("fixtures/tiny-deepseek-v3");
    try (ModelFile original = ModelFile.open(source);
        Checkpoint written = Checkpoint.open(export(original));
        Checkpoint wanted = Checkpoint.open(source.resolve("model-bf16.gguf"))) {
      assertThat(written.entries().keySet())
          .containsExactlyInAnyOrderElementsOf(wanted.entries().keySet());
      for (String name : wanted.entries().keySet()) {
        var got = written.tensor(name);
        assertThat(got.toString()).as(name).isEqualTo(wanted.tensor(name).toString());
        if (name.endsWith("exp_probs_b.bias")) {
          // the fixture's GGUF has them as they were before they were rounded to bf16
          assertThat(got.row(0)).containsExactly(wanted.tensor(name).row(0), within(1e-3f));
        } else {
          assertThat(got.data().mismatch(wanted.tensor(name).data())).as(name).isEqualTo(-1);
        }
      }
      for (String key : wanted.metadata().keys()) {
        // the fixture's context was cut by hand, and its type of file is only a label
        if (!key.endsWith("context_length") && !key.equals("general.file_type")) {
          assertThat(written.metadata().find(key).orElse("absent"))
              .as(key)
              .isEqualTo(wanted.metadata().find(key).orElseThrow());
        }
      }
    }
  }

  @Test
  void writesTheEmbeddedModel() throws IOException {
    int[] ids = {0, 505, 309, 275, 223, 22, 25, 302, 223, 26, 23, 33, 506, 507, 201};
    try (ModelFile original = ModelFile.embedded();
        ModelFile written = ModelFile.open(export(original))) {
      assertThat(Distance.relative(logits(written, ids).getLast(), logits(original, ids).getLast()))
          .isLessThan(1e-6);
      assertThat(written.config()).isEqualTo(original.config());
    }
  }

  @Test
  void refusesOtherArchitectures() {
    try (ModelFile qwen = ModelFile.open(SharedData.path("fixtures/tiny-qwen2"))) {
      assertThatThrownBy(() -> GgufExport.write(qwen, folder.resolve("no.gguf")))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("only DeepSeek models in safetensors");
    }
  }
}
