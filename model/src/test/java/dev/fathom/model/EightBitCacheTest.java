package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.SharedData;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a cache of 8 bits costs in exactness, and where there can be none.
class EightBitCacheTest {
  private static final int TOKENS = 200;

  @ParameterizedTest
  @CsvSource({
    "tiny-deepseek-v3,ABSORBED",
    "tiny-deepseek-v3,NAIVE",
    "tiny-qwen2,ABSORBED",
    "tiny-qwen3,ABSORBED",
    "tiny-qwen3-moe,ABSORBED",
    "tiny-llama3,ABSORBED"
  })
  void saysNearlyWhatACacheOf16BitsSays(String folder, LatentForm form) {
    try (ModelFile file = ModelFile.open(SharedData.path("fixtures/" + folder));
        KernelSet kernels = Kernels.open("vector", 2);
        Model model = file.load(kernels, new ModelOptions(form))) {
      int[] ids = new Random(11).ints(TOKENS, 0, file.config().vocabulary()).toArray();
      List<float[]> exact = logits(model, ElementType.F32, ids);
      double[] half = divergences(logits(model, ElementType.F16, ids), exact);
      double[] eight = divergences(logits(model, ElementType.Q8_0, ids), exact);
      System.out.printf(
          "%s %s: divergence from an f32 cache, mean and median: f16 %.2e %.2e, q8_0 %.2e %.2e%n",
          folder, form, mean(half), median(half), mean(eight), median(eight));
      // random routers are near ties: where another expert is chosen, much changes
      boolean dense = file.config().experts() == null;
      assertThat(median(eight)).isPositive().isLessThan(dense ? 1e-3 : 5e-3);
      assertThat(mean(eight)).isLessThan(dense ? 1e-3 : 0.1);
      assertThat(median(half)).isLessThan(median(eight));
    }
  }

  private static List<float[]> logits(Model model, ElementType type, int[] ids) {
    try (Conversation conversation = new Conversation(model, type, ids.length)) {
      return conversation.feed(ids, 64);
    }
  }

  private static double[] divergences(List<float[]> got, List<float[]> wanted) {
    double[] divergences = new double[got.size()];
    for (int i = 0; i < divergences.length; i++) {
      divergences[i] = Distance.divergence(got.get(i), wanted.get(i));
    }
    return divergences;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  @Test
  void takesAboutHalfTheMemoryOf16Bits() {
    ModelConfig v3 = PublishedConfigs.parse(PublishedConfigs.V3);
    assertThat(v3.cacheBytesPerToken(ElementType.F16)).isEqualTo(61L * 576 * 2);
    assertThat(v3.cacheBytesPerToken(ElementType.Q8_0)).isEqualTo(61L * 18 * 34);
  }

  @Test
  void refusesAModelWhoseHeadsAreNoWholeBlocks() {
    try (ModelFile file = ModelFile.embedded()) {
      assertThatThrownBy(() -> new KvStorage(file.config(), ElementType.Q8_0, 16, 4))
          .isInstanceOf(ModelException.class)
          .hasMessage(
              "a cache of type Q8_0 keeps numbers in blocks of 32, but this model's attention has"
                  + " keys or values of 16; try --cache f16");
      assertThatThrownBy(() -> file.summary(ElementType.Q8_0)).isInstanceOf(ModelException.class);
      assertThatThrownBy(() -> new KvStorage(file.config(), ElementType.Q4_K, 16, 4))
          .hasMessage("the cache is F16, F32 or Q8_0, got Q4_K");
    }
  }
}
