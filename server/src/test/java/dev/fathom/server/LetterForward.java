package dev.fathom.server;

import dev.fathom.engine.Forward;
import dev.fathom.model.Batch;
import dev.fathom.tensor.Tensor;
import dev.fathom.testing.ByteTokenizer;
import java.lang.foreign.Arena;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// A model without arithmetic that says letters: which one follows depends on the last token and
/// its place alone. Never ends by itself.
final class LetterForward implements Forward {
  /// A token that makes the pass throw.
  static final int THROWS = 30;

  /// A token that ends the engine.
  static final int FATAL = 31;

  private final Arena arena = Arena.ofShared();
  private final Tensor logits = Tensor.allocate(arena, 2048, ByteTokenizer.SIZE);

  private final Tensor states = Tensor.allocate(arena, 4096, 4);

  /// One permit a pass; plenty, unless a test takes them away.
  final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);

  /// Nanoseconds a pass takes.
  volatile long nanos;

  /// Whether {@link #THROWS} and {@link #FATAL} are more than tokens; a hot temperature draws them
  /// too.
  volatile boolean fragile;

  @Override
  public Tensor run(Batch batch) {
    gate.acquireUninterruptibly();
    if (nanos > 0) {
      long until = System.nanoTime() + nanos;
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
    }
    int token = 0;
    int output = 0;
    for (Batch.Span span : batch.spans()) {
      for (int i = 0; i < span.count(); i++, token++) {
        int id = batch.tokens()[token];
        if (fragile && id == THROWS) {
          throw new IllegalStateException("the arithmetic broke");
        }
        if (fragile && id == FATAL) {
          throw new OutOfMemoryError("no memory left, says the test");
        }
        if (output < batch.outputs().length && batch.outputs()[output] == token) {
          float[] row = new float[ByteTokenizer.SIZE];
          row[next(id, span.position() + i)] = 10;
          logits.setRow(output++, row);
        }
      }
    }
    return logits;
  }

  @Override
  public Tensor hidden(int from, int count) {
    for (int row = 0; row < count; row++) {
      states.setRow(row, new float[] {1, 2, 3, from + row});
    }
    return states.rows(0, count);
  }

  /// What follows `id` at `position`.
  static int next(int id, int position) {
    return 'a' + Math.floorMod(id * 31 + position * 7, 26);
  }

  /// The greedy answer of `count` letters to the prompt `text`.
  static String answer(String text, int count) {
    StringBuilder answer = new StringBuilder();
    int id = text.charAt(text.length() - 1);
    for (int i = 0; i < count; i++) {
      id = next(id, text.length() - 1 + i);
      answer.append((char) id);
    }
    return answer.toString();
  }

  @Override
  public void close() {
    arena.close();
  }
}
