package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import dev.fathom.testing.SharedData;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The same answer every time: a token's logits are the same bits whoever shares its batch, however
/// its prompt was cut and on however many threads (HOUSE.md, law 4).
class BatchingTest {
  private static final int PAGE = 8;

  static Stream<Arguments> cases() {
    return Stream.concat(
        with(
            ElementType.F16,
            "tiny-deepseek-v3",
            "tiny-deepseek-v3-fp8",
            "tiny-deepseek-v3/model-Q4_K_M.gguf",
            "tiny-qwen2/model-Q4_K_M.gguf",
            "tiny-qwen3-moe"),
        with(ElementType.Q8_0, "tiny-deepseek-v3", "tiny-qwen2/model-Q4_K_M.gguf"));
  }

  private static Stream<Arguments> with(ElementType cache, String... files) {
    return Stream.of(files)
        .flatMap(
            file ->
                RunnableKernels.names().stream()
                    .map(kernels -> Arguments.of(file, kernels, cache)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheSameBitsInAnyCompany(String file, String kernelName, ElementType cacheType) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (ModelFile opened = ModelFile.open(SharedData.path("fixtures/" + file))) {
      int vocabulary = opened.config().vocabulary();
      int[] ids = random.ints(29, 0, vocabulary).toArray();
      int[] other = random.ints(23, 0, vocabulary).toArray();
      float[] alone = alone(opened, new Setting(kernelName, cacheType), 1, ids);
      assertThat(alone(opened, new Setting(kernelName, cacheType), 2, ids))
          .as("2 threads")
          .isEqualTo(alone);
      assertThat(alone(opened, new Setting(kernelName, cacheType), 3, ids))
          .as("3 threads")
          .isEqualTo(alone);
      assertThat(inCompany(opened, new Setting(kernelName, cacheType), ids, other))
          .as("in company")
          .isEqualTo(alone);
    }
  }

  private record Setting(String kernels, ElementType cache) {}

  private static float[] alone(ModelFile file, Setting setting, int threads, int[] ids) {
    try (KernelSet kernels = Kernels.open(setting.kernels, threads);
        Model model = file.load(kernels);
        Conversation conversation = new Conversation(model, setting.cache, 64)) {
      return conversation.feed(ids, ids.length).getLast();
    }
  }

  /// `ids` and `other` cut into pieces, a piece of each in every batch, their pages interleaved.
  private static float[] inCompany(ModelFile file, Setting setting, int[] ids, int[] other) {
    int[] evenPages = IntStream.range(0, 4).map(page -> 2 * page).toArray();
    int[] oddPages = IntStream.range(0, 4).map(page -> 7 - 2 * page).toArray();
    try (KernelSet kernels = Kernels.open(setting.kernels, 2);
        Model model = file.load(kernels);
        KvStorage cache = new KvStorage(file.config(), setting.cache, PAGE, 8)) {
      int[] cuts = {0, 3, 4, 17, 28, 29};
      float[] last = {};
      for (int cut = 1; cut < cuts.length; cut++) {
        int[] mine = Arrays.copyOfRange(ids, cuts[cut - 1], cuts[cut]);
        int from = Math.min(other.length - 1, 4 * (cut - 1));
        int[] theirs = Arrays.copyOfRange(other, from, Math.min(other.length, from + 4));
        int[] tokens = IntStream.concat(Arrays.stream(theirs), Arrays.stream(mine)).toArray();
        Batch batch =
            new Batch(
                tokens,
                List.of(
                    new Batch.Span(theirs.length, from, oddPages),
                    new Batch.Span(mine.length, cuts[cut - 1], evenPages)),
                new int[] {0, tokens.length - 1});
        Tensor logits = model.forward(batch, cache);
        last = logits.row(1);
      }
      return last;
    }
  }
}
