package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import dev.fathom.testing.SharedData;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the engine needs of a model besides logits: pages as bytes, hidden states, a fingerprint.
class PageCopyTest {
  private static final int PAGE = 8;

  @ParameterizedTest
  @CsvSource({"tiny-qwen2,F16", "tiny-qwen3,Q8_0", "tiny-deepseek-v3,F32", "tiny-deepseek-v3,Q8_0"})
  void aSequenceGoesOnInACacheThatWasGivenItsPages(String name, ElementType type) {
    try (ModelFile file = ModelFile.open(SharedData.path("fixtures/" + name));
        KernelSet kernels = Kernels.open("scalar", 1);
        Model model = file.load(kernels);
        KvStorage first = new KvStorage(model.config(), type, PAGE, 4);
        KvStorage second = new KvStorage(model.config(), type, PAGE, 4);
        Arena arena = Arena.ofConfined()) {
      int[] tokens = new Random(3).ints(2 * PAGE, 0, 200).toArray();
      int[] table = {3, 1, 0};
      int[] other = {0, 2, 3};
      assertThat(first.pageBytes()).isEqualTo(PAGE * KvStorage.bytesPerToken(model.config(), type));
      var _ = model.forward(Batch.of(tokens, 0, table), first);
      MemorySegment page = arena.allocate(first.pageBytes());
      for (int i = 0; i < 2; i++) {
        first.readPage(table[i], page);
        second.writePage(other[i], page);
      }
      float[] wanted = model.forward(Batch.of(new int[] {5}, 2 * PAGE, table), first).row(0);
      assertThat(model.forward(Batch.of(new int[] {5}, 2 * PAGE, other), second).row(0))
          .isEqualTo(wanted);
      assertThatThrownBy(() -> first.readPage(4, page)).hasMessageContaining("page number");
      assertThatThrownBy(() -> first.writePage(0, page.asSlice(1)))
          .hasMessageContaining("bytes of a page");
    }
  }

  /// With tied embeddings the logits are the products of hidden state and embeddings.
  @Test
  void hiddenStatesAreThoseTheLogitsAreMadeOf() {
    try (ModelFile file = ModelFile.embedded();
        KernelSet kernels = Kernels.open("scalar", 1);
        Model model = file.load(kernels);
        KvStorage cache = new KvStorage(model.config(), ElementType.F32, PAGE, 4)) {
      int[] tokens = {1, 2, 3, 4, 5};
      Batch.Span span = new Batch.Span(5, 0, new int[] {0});
      Batch batch = new Batch(tokens, List.of(span), new int[] {1, 4});
      float[] first = model.forward(batch, cache).row(0);
      float[][] logits = {first, model.forward(batch, cache).row(1)};
      float[][] hidden = {model.hidden(1, 1).row(0), model.hidden(3, 2).row(1)};
      assertThat(hidden[0]).hasSize(model.config().width()).isNotEqualTo(hidden[1]);
      Tensor output =
          new WeightSource(file.checkpoint())
              .matrix(
                  model.config().tiedEmbeddings() ? TensorName.EMBEDDING : TensorName.OUTPUT,
                  WeightSource.NO_LAYER,
                  model.config().vocabulary(),
                  model.config().width());
      try (Arena arena = Arena.ofShared()) {
        Tensor x = Tensor.allocate(arena, 2, model.config().width());
        Tensor again = Tensor.allocate(arena, 2, model.config().vocabulary());
        x.setRow(0, hidden[0]);
        x.setRow(1, hidden[1]);
        kernels.matmul(again, x, output);
        assertThat(again.row(0)).isEqualTo(logits[0]);
        assertThat(again.row(1)).isEqualTo(logits[1]);
      }
      assertThatThrownBy(() -> model.hidden(4, 2)).hasMessageContaining("tokens of the last batch");
    }
  }

  @Test
  void modelsHaveFingerprintsOfTheirOwn() {
    assertThat(fingerprint("tiny-qwen3"))
        .hasSize(64)
        .isEqualTo(fingerprint("tiny-qwen3"))
        .isNotEqualTo(fingerprint("tiny-qwen2"));
  }

  private static String fingerprint(String name) {
    try (ModelFile file = ModelFile.open(SharedData.path("fixtures/" + name))) {
      return file.fingerprint();
    }
  }
}
