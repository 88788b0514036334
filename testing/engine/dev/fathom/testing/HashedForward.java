package dev.fathom.testing;

import dev.fathom.engine.Forward;
import dev.fathom.model.Batch;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// A model without arithmetic that says letters for ever. A token costs it a handful of
/// instructions, so that a thousand sequences run on one core, and yet each letter hangs on all that
/// came before: the row of a token holds the hash of its history, made of the row before and of one
/// place, drawn by that hash, in any row so far. A token that lands in a wrong page, at a wrong
/// position or in another's sequence, and a page that was not restored to the bit, change the
/// answers.
public final class HashedForward implements Forward {
  // the engine's pages; were it another number, every answer would be nonsense
  private static final int PAGE_TOKENS = 64;
  private static final int LETTERS = 26;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int FREE = Integer.MAX_VALUE / 2;

  private final Arena arena = Arena.ofShared();
  private final int width;
  private final long[] rows;
  private final Tensor logits;
  private final Tensor hidden;
  private final float[] row = new float[ByteTokenizer.SIZE];
  private final Semaphore gate = new Semaphore(FREE);
  private volatile long passNanos;
  private volatile boolean dead;

  /// @param cacheTokens tokens in the engine's pages
  /// @param width longs a token leaves in the cache
  /// @param outputs rows of logits in a pass at most
  HashedForward(int cacheTokens, int width, int outputs) {
    this.width = width;
    int pages = Math.ceilDiv(cacheTokens, PAGE_TOKENS);
    rows = new long[Math.multiplyExact(Math.multiplyExact(pages, PAGE_TOKENS), width)];
    logits = Tensor.allocate(arena, outputs, ByteTokenizer.SIZE);
    hidden = Tensor.allocate(arena, 1024, 8);
  }

  /// From now on a pass takes at least so long.
  public void pace(long nanos) {
    passNanos = nanos;
  }

  /// From now on passes wait for {@link #resume}.
  public void stall() {
    gate.drainPermits();
  }

  /// Ends {@link #stall}.
  public void resume() {
    gate.release(FREE);
  }

  /// The next pass ends the engine.
  public void die() {
    dead = true;
  }

  @Override
  public Tensor run(Batch batch) {
    gate.acquireUninterruptibly();
    if (dead) {
      throw new OutOfMemoryError("no memory left, says the test");
    }
    waitUntil(System.nanoTime() + passNanos);
    int token = 0;
    int output = 0;
    for (Batch.Span span : batch.spans()) {
      for (int i = 0; i < span.count(); i++, token++) {
        long hash = store(span, span.position() + i, batch.tokens()[token]);
        if (output < batch.outputs().length && batch.outputs()[output] == token) {
          int letter = letter(hash);
          row[letter] = 10;
          logits.setRow(output++, row);
          row[letter] = 0;
        }
      }
    }
    return logits;
  }

  /// The same for all tokens: there is nothing to be learnt from it.
  @Override
  public Tensor hidden(int from, int count) {
    float[] state = new float[8];
    Arrays.fill(state, 1);
    for (int i = 0; i < count; i++) {
      hidden.setRow(i, state);
    }
    return hidden.rows(0, count);
  }

  private static void waitUntil(long end) {
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private long store(Batch.Span span, int position, int id) {
    long before = position == 0 ? GOLDEN : rows[at(span, position - 1)];
    long probe = 0;
    if (position > 0) {
      probe = rows[at(span, place(before, position)) + column(before, width)];
    }
    long hash = hash(before, probe, id);
    int at = at(span, position);
    for (int i = 0; i < width; i++) {
      rows[at + i] = spread(hash, i);
    }
    return hash;
  }

  private int at(Batch.Span span, int position) {
    int page = span.pageTable()[position / PAGE_TOKENS];
    return (page * PAGE_TOKENS + position % PAGE_TOKENS) * width;
  }

  private static int place(long before, int position) {
    return (int) Long.remainderUnsigned(before >>> 11, position);
  }

  private static int column(long before, int width) {
    return (int) Long.remainderUnsigned(before >>> 23, width);
  }

  private static long hash(long before, long probe, int id) {
    return mix(mix(before ^ id) + probe);
  }

  private static long spread(long hash, int column) {
    return mix(hash + column * GOLDEN);
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private static int letter(long hash) {
    return 'a' + (int) Long.remainderUnsigned(hash >>> 7, LETTERS);
  }

  /// The greedy answer of `count` letters to `prompt`, worked out without an engine.
  static String answer(int[] prompt, int count, int width) {
    long[] hashes = new long[prompt.length + count];
    StringBuilder answer = new StringBuilder(count);
    for (int position = 0; answer.length() < count; position++) {
      int last = answer.length() - 1;
      int id = position < prompt.length ? prompt[position] : answer.charAt(last);
      long before = position == 0 ? GOLDEN : spread(hashes[position - 1], 0);
      long probe = 0;
      if (position > 0) {
        probe = spread(hashes[place(before, position)], column(before, width));
      }
      hashes[position] = hash(before, probe, id);
      if (position >= prompt.length - 1) {
        answer.append((char) letter(hashes[position]));
      }
    }
    return answer.toString();
  }

  @Override
  public long pageBytes() {
    return (long) PAGE_TOKENS * width * Long.BYTES;
  }

  @Override
  public void readPage(int page, MemorySegment to) {
    int longs = PAGE_TOKENS * width;
    MemorySegment.copy(rows, page * longs, to, ValueLayout.JAVA_LONG_UNALIGNED, 0, longs);
  }

  @Override
  public void writePage(int page, MemorySegment from) {
    int longs = PAGE_TOKENS * width;
    MemorySegment.copy(from, ValueLayout.JAVA_LONG_UNALIGNED, 0, rows, page * longs, longs);
  }

  @Override
  public void close() {
    arena.close();
  }
}
