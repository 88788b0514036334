package dev.fathom.engine;

import dev.fathom.model.Batch;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/// A model without arithmetic: it writes tokens into pages, reads the whole history back through
/// the page table, and takes its logits from a hash of it. A token that lands in a wrong page, at a
/// wrong position or in another's sequence changes every answer after it.
final class HashingForward implements Forward {
  static final int VOCABULARY = 97;
  static final int WIDTH = 8;

  /// A history with this token makes the pass throw.
  static final int THROWS = 94;

  /// A history that ends with this token gives logits that are no numbers.
  static final int NAN = 95;

  /// A pass with this token runs out of memory.
  static final int FATAL = 96;

  private final Arena arena = Arena.ofShared();
  private final int pageTokens;
  private final int[] rows;
  private final Tensor logits = Tensor.allocate(arena, 2048, VOCABULARY);
  private final Tensor hidden = Tensor.allocate(arena, 4096, WIDTH);

  /// One permit a pass; plenty, unless a test takes them away.
  final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);

  final List<List<Integer>> spans = new ArrayList<>();
  volatile boolean closed;

  /// Whether the text falls into loops: mostly only its last token counts.
  volatile boolean repeats;

  /// Whether it has hidden states: a short hash of all tokens so far.
  volatile boolean tellsHidden;

  HashingForward(int pages, int pageTokens) {
    this.pageTokens = pageTokens;
    rows = new int[pages * pageTokens];
  }

  @Override
  public Tensor run(Batch batch) {
    gate.acquireUninterruptibly();
    synchronized (spans) {
      spans.add(batch.spans().stream().map(Batch.Span::count).toList());
    }
    int token = 0;
    int output = 0;
    for (Batch.Span span : batch.spans()) {
      for (int i = 0; i < span.count(); i++, token++) {
        rows[row(span, span.position() + i)] = batch.tokens()[token];
        if (tellsHidden) {
          hidden.setRow(token, state(history(span, span.position() + i)));
        }
        if (output < batch.outputs().length && batch.outputs()[output] == token) {
          int[] history = history(span, span.position() + i);
          logits.setRow(output++, logits(repeats ? recent(history) : history));
        }
      }
    }
    return logits;
  }

  private static int[] recent(int... history) {
    boolean all = IntStream.of(history).sum() % 31 == 0;
    return all ? history : new int[] {history[history.length - 1]};
  }

  @Override
  public Tensor hidden(int from, int count) {
    return tellsHidden ? hidden.rows(from, count) : Forward.super.hidden(from, count);
  }

  @Override
  public long pageBytes() {
    return (long) pageTokens * Integer.BYTES;
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    MemorySegment.copy(MemorySegment.ofArray(rows), page * pageBytes(), to, 0, pageBytes());
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    MemorySegment.copy(from, 0, MemorySegment.ofArray(rows), page * pageBytes(), pageBytes());
  }

  /// Tokens that went through it.
  int computed() {
    synchronized (spans) {
      return spans.stream().flatMap(List::stream).mapToInt(x -> x).sum();
    }
  }

  /// The hidden state after `history`.
  static float[] state(int... history) {
    long hash = 1;
    for (int id : history) {
      hash = (hash ^ id) * 0x9E3779B97F4A7C15L;
    }
    float[] state = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      state[i] = (hash >>> (8 * i) & 255) / 100f - 1;
    }
    return state;
  }

  private int[] history(Batch.Span span, int position) {
    return IntStream.rangeClosed(0, position).map(p -> rows[row(span, p)]).toArray();
  }

  /// The logits after `history`.
  static float[] logits(int... history) {
    long hash = 1;
    for (int id : history) {
      hash = (hash ^ id) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
      if (id == THROWS) {
        throw new IllegalStateException("the arithmetic broke");
      }
      if (id == FATAL) {
        throw new OutOfMemoryError("no memory left, says the test");
      }
    }
    Random random = new Random(hash);
    float[] row = new float[VOCABULARY];
    for (int i = 0; i < THROWS; i++) {
      row[i] = (float) random.nextGaussian() * 3;
    }
    for (int i = THROWS; i < VOCABULARY; i++) {
      row[i] = -100;
    }
    if (history[history.length - 1] == NAN) {
      row[5] = Float.NaN;
    }
    return row;
  }

  /// The greedy answer of `count` tokens, worked out without an engine.
  static List<Integer> answer(int[] prompt, int count) {
    List<Integer> history = new ArrayList<>(IntStream.of(prompt).boxed().toList());
    for (int i = 0; i < count; i++) {
      float[] row = logits(history.stream().mapToInt(x -> x).toArray());
      history.add(
          IntStream.range(0, VOCABULARY).reduce((a, b) -> row[b] > row[a] ? b : a).orElseThrow());
    }
    return history.subList(prompt.length, history.size());
  }

  private int row(Batch.Span span, int position) {
    return span.pageTable()[position / pageTokens] * pageTokens + position % pageTokens;
  }

  @Override
  public void close() {
    closed = true;
    arena.close();
  }
}
