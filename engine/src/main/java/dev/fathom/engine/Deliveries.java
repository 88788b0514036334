package dev.fathom.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The way of one sequence's tokens from the loop to its reader: a ring of ints that grows while
/// the reader lags, so that the loop never waits and a slow reader costs nobody but itself.
///
/// A token takes 8 bytes (id and time), with probabilities 4 more and 8 for each rival: what a
/// reader that never reads makes the engine hold is bounded by the `maxTokens` of its request, 64
/// KiB for 8,000 tokens; the array is at most twice as large.
final class Deliveries {
  private static final int FIRST_CAPACITY = 16;
  private static final int NO_RIVAL = -1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final int words;
  private final int rivals;
  private int[] ring;
  private int head;
  private int count;
  private @Nullable Delivery end;
  // both clocks run in whole microseconds from the same start, so that no part of one gets lost
  private long written;
  private long read;

  /// @param start from when the times count, as `System.nanoTime` tells it
  /// @param rivals rivals told with every token; -1 for no probabilities
  Deliveries(long start, int rivals) {
    this.rivals = rivals;
    words = rivals < 0 ? 2 : 3 + 2 * rivals;
    ring = new int[FIRST_CAPACITY * words];
    written = start;
    read = start;
  }

  /// Hands over a token, drawn now.
  void put(Choice choice) {
    lock.lock();
    try {
      if (count * words == ring.length) {
        grow();
      }
      int at = (head + count * words) % ring.length;
      int micros = (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - written) / 1000);
      written += micros * 1000L;
      ring[at] = choice.id();
      ring[at + 1] = micros;
      if (choice.score() != null) {
        write(choice.score(), at + 2);
      }
      count++;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Hands over the end, which comes behind the tokens that wait; only the first end counts.
  void end(Delivery last) {
    lock.lock();
    try {
      end = end == null ? last : end;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The next delivery, waiting for it; the end again and again.
  Delivery take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Delivery first = first();
      while (first == null) {
        arrived.await();
        first = first();
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// As {@link #take}, if it comes within `nanos`.
  @Nullable Delivery poll(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      Delivery first = first();
      while (first == null && left > 0) {
        left = arrived.awaitNanos(left);
        first = first();
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Delivery first() {
    return count > 0 ? read() : end;
  }

  /// The bytes that waiting tokens have made it allocate; for tests.
  long bytes() {
    return 4L * ring.length;
  }

  private Delivery.Token read() {
    int at = head;
    head = (head + words) % ring.length;
    count--;
    read += ring[at + 1] * 1000L;
    return new Delivery.Token(ring[at], read, rivals < 0 ? null : score(ring[at], at + 2));
  }

  private void write(TokenScore score, int at) {
    ring[at] = Float.floatToRawIntBits(score.logprob());
    for (int i = 0; i < rivals; i++) {
      // a vocabulary may be smaller than the number of rivals wanted
      boolean there = i < score.top().size();
      ring[at + 1 + 2 * i] = there ? score.top().get(i).id() : NO_RIVAL;
      ring[at + 2 + 2 * i] = there ? Float.floatToRawIntBits(score.top().get(i).logprob()) : 0;
    }
  }

  private TokenScore score(int id, int at) {
    List<TokenScore.Rival> top = new ArrayList<>(rivals);
    for (int i = 0; i < rivals && ring[at + 1 + 2 * i] != NO_RIVAL; i++) {
      float logprob = Float.intBitsToFloat(ring[at + 2 + 2 * i]);
      top.add(new TokenScore.Rival(ring[at + 1 + 2 * i], logprob));
    }
    return new TokenScore(id, Float.intBitsToFloat(ring[at]), top);
  }

  private void grow() {
    int[] larger = new int[Math.multiplyExact(ring.length, 2)];
    System.arraycopy(ring, head, larger, 0, ring.length - head);
    System.arraycopy(ring, 0, larger, ring.length - head, head);
    ring = larger;
    head = 0;
  }
}
