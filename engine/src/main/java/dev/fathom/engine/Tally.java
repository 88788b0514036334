package dev.fathom.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Counts who is in the engine and what was done; bounds how many come in. For all threads.
final class Tally {
  private static final int LONGEST_RETRY = 60;

  private final AtomicInteger inside = new AtomicInteger();
  private final LongAdder prompt = new LongAdder();
  private final LongAdder cached = new LongAdder();
  private final LongAdder completion = new LongAdder();
  // of the loop
  private long lastEnd = System.nanoTime();
  private volatile double secondsPerEnd = 1;

  /// Counts one more, unless `most` are in.
  boolean enter(int most) {
    int before;
    do {
      before = inside.get();
      if (before >= most) {
        return false;
      }
    } while (!inside.compareAndSet(before, before + 1));
    return true;
  }

  /// One of them was refused after all.
  void turnAway() {
    inside.decrementAndGet();
  }

  /// One of them has ended; the loop says so.
  void leave() {
    long now = System.nanoTime();
    double seconds = (now - lastEnd) / 1e9;
    lastEnd = now;
    secondsPerEnd = secondsPerEnd * 0.9 + Math.min(seconds, LONGEST_RETRY) * 0.1;
    inside.decrementAndGet();
  }

  /// Takes note of a prompt that was taken in.
  void countPrompt(int tokens, int cachedTokens) {
    prompt.add(tokens);
    cached.add(cachedTokens);
  }

  void countToken() {
    completion.increment();
  }

  /// Queued and running.
  int inside() {
    return inside.get();
  }

  /// When a quarter of `waiting` will have found a place, at the pace of the last ends.
  int retrySeconds(int waiting) {
    double seconds = Math.max(1, waiting / 4.0) * secondsPerEnd;
    return (int) Math.clamp(Math.ceil(seconds), 1, LONGEST_RETRY);
  }

  /// With what the caller knows of pages and of who runs.
  EngineLoad load(int running, KvCache cache) {
    int all = inside.get();
    return new EngineLoad(
        Math.min(running, all),
        Math.max(0, all - running),
        cache.pages() - cache.freePages(),
        cache.cachedPages(),
        cache.pages(),
        prompt.sum(),
        cached.sum(),
        completion.sum());
  }
}
