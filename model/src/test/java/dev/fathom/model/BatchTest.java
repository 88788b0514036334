package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final int[] PAGES = {0, 1};

  @Test
  void knowsThePositionOfEveryToken() {
    Batch batch =
        new Batch(
            new int[] {5, 6, 7},
            List.of(new Batch.Span(2, 0, PAGES), new Batch.Span(1, 9, PAGES)),
            new int[] {1, 2});
    assertThat(batch.positions()).containsExactly(0, 1, 9);
  }

  @Test
  void refusesSpansAndOutputsThatDoNotFitItsTokens() {
    var span = new Batch.Span(2, 0, PAGES);
    assertThatThrownBy(() -> new Batch(new int[3], List.of(span), new int[] {2}))
        .hasMessage("spans of 2 tokens for a batch of 3");
    assertThatThrownBy(() -> new Batch(new int[2], List.of(span), new int[] {2}))
        .hasMessage("output rows ascend from 0 to 1, got 2");
    assertThatThrownBy(() -> new Batch(new int[2], List.of(span), new int[] {1, 0}))
        .hasMessage("output rows ascend from 0 to 1, got 0");
    assertThatThrownBy(() -> new Batch.Span(1, -1, PAGES))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isRefusedByTheModelWhereItPointsOutside() {
    try (ModelFile file = ModelFile.embedded();
        KernelSet kernels = Kernels.open("scalar", 1);
        Model model = file.load(kernels);
        KvStorage cache = new KvStorage(file.config(), ElementType.F16, 4, 2)) {
      assertThatThrownBy(() -> model.forward(Batch.of(new int[] {512}, 0, PAGES), cache))
          .hasMessage("token id: got 512, wanted 0 to 511");
      assertThatThrownBy(() -> model.forward(Batch.of(new int[] {-1}, 0, PAGES), cache))
          .hasMessage("token id: got -1, wanted 0 to 511");
      assertThatThrownBy(() -> model.forward(Batch.of(new int[] {1}, 512, PAGES), cache))
          .hasMessage("tokens of a sequence: got 513, wanted 1 to 512");
      assertThatThrownBy(() -> model.forward(Batch.of(new int[9], 0, PAGES), cache))
          .hasMessage("a page table of 2 pages of 4 tokens for a sequence of 9");
      assertThatThrownBy(() -> model.forward(Batch.of(new int[5], 0, new int[] {0, 2}), cache))
          .hasMessage("page number: got 2, wanted 0 to 1");
    }
  }

  @Test
  void mayWantNoLogitsAtAll() {
    try (ModelFile file = ModelFile.embedded();
        KernelSet kernels = Kernels.open("scalar", 1);
        Model model = file.load(kernels);
        KvStorage cache = new KvStorage(file.config(), ElementType.F16, 4, 2)) {
      Batch prefill = new Batch(new int[3], List.of(new Batch.Span(3, 0, PAGES)), new int[0]);
      Tensor logits = model.forward(prefill, cache);
      assertThat(logits.rows()).isZero();
      assertThat(logits.columns()).isEqualTo(512);
    }
  }
}
