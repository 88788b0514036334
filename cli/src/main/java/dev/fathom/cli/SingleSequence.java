package dev.fathom.cli;

import dev.fathom.model.Batch;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/// One sequence with a cache of its own, for work that asks the model directly, without the engine.
final class SingleSequence implements AutoCloseable {
  private static final int PAGE_TOKENS = 64;

  private final Model model;
  private final KvStorage cache;
  private final int[] pages;

  /// @param tokens how many the cache holds at least
  SingleSequence(Model model, ElementType type, int tokens) {
    int count = Math.max(1, Math.ceilDiv(tokens, PAGE_TOKENS));
    this.model = model;
    this.cache = new KvStorage(model.config(), type, PAGE_TOKENS, count);
    this.pages = IntStream.range(0, count).toArray();
  }

  /// Logits of the rows `outputs` of `tokens`, the first of which stands at `position`; valid until
  /// the next call.
  Tensor forward(int[] tokens, int position, int[] outputs) {
    Batch.Span span = new Batch.Span(tokens.length, position, pages);
    return model.forward(new Batch(tokens, List.of(span), outputs), cache);
  }

  /// Logits of the last of `tokens`.
  Tensor forward(int[] tokens, int position) {
    return forward(tokens, position, new int[] {tokens.length - 1});
  }

  @Override
  public void close() {
    cache.close();
  }
}
