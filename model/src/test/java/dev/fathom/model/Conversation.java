package dev.fathom.model;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// One sequence run by hand, with a cache of its own whose pages lie out of order.
final class Conversation implements AutoCloseable {
  private static final int PAGE = 16;

  private final Model model;
  private final KvStorage cache;
  private final int[] pageTable;
  private int position;

  Conversation(Model model, ElementType type, int tokens) {
    int pages = Math.ceilDiv(tokens, PAGE) + 1;
    this.model = model;
    this.cache = new KvStorage(model.config(), type, PAGE, pages);
    this.pageTable = IntStream.range(0, pages).map(page -> pages - 1 - page).toArray();
  }

  /// Feeds `ids` in chunks of at most `chunk`; the logits of every token.
  List<float[]> feed(int[] ids, int chunk) {
    List<float[]> logits = new ArrayList<>();
    for (int from = 0; from < ids.length; from += chunk) {
      int[] part = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + chunk));
      Batch.Span span = new Batch.Span(part.length, position, pageTable);
      int[] all = IntStream.range(0, part.length).toArray();
      Tensor rows = model.forward(new Batch(part, List.of(span), all), cache);
      for (int row = 0; row < part.length; row++) {
        logits.add(rows.row(row));
      }
      position += part.length;
    }
    return logits;
  }

  /// The most likely tokens after `logits`, until one of `ends` (included) or `most`.
  int[] continueGreedily(float[] logits, int most, Set<Integer> ends) {
    int[] ids = new int[most];
    float[] last = logits;
    for (int i = 0; i < most; i++) {
      ids[i] = Distance.largest(last);
      if (ends.contains(ids[i])) {
        return Arrays.copyOf(ids, i + 1);
      }
      last = feed(new int[] {ids[i]}, 1).getLast();
    }
    return ids;
  }

  @Override
  public void close() {
    cache.close();
  }
}
