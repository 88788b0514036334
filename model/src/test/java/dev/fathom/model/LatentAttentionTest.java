package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.SharedData;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentAttentionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny-deepseek-v3",
        "tiny-deepseek-v3-fp8",
        "tiny-deepseek-v3/model-bf16.gguf",
        "tiny-deepseek-v2-lite",
        "tiny-deepseek-v2-lite/model-bf16.gguf"
      })
  void givesTheSameInItsNaiveAndItsAbsorbedForm(String file) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (ModelFile opened = ModelFile.open(SharedData.path("fixtures/" + file));
        KernelSet kernels = Kernels.open("scalar", 2)) {
      int[] ids = new Random(seed).ints(33, 0, opened.config().vocabulary()).toArray();
      List<float[]> naive = logits(opened, kernels, LatentForm.NAIVE, ids);
      List<float[]> absorbed = logits(opened, kernels, LatentForm.ABSORBED, ids);
      for (int position = 0; position < ids.length; position++) {
        assertThat(Distance.relative(absorbed.get(position), naive.get(position)))
            .as("position %d", position)
            .isLessThan(1e-4);
      }
    }
  }

  private static List<float[]> logits(
      ModelFile file, KernelSet kernels, LatentForm form, int[] ids) {
    try (Model model = file.load(kernels, new ModelOptions(form));
        Conversation conversation = new Conversation(model, ElementType.F32, 64)) {
      return conversation.feed(ids, 8);
    }
  }
}
