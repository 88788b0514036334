package dev.fathom.testing;

import dev.fathom.engine.Forward;
import dev.fathom.model.Batch;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// How fast a model speaks: as fast as it can until it is told to be slow, so that a test can act
/// while an answer is being written.
public final class Pace {
  private final long readingNanos;
  private volatile long nanos;

  /// As fast as it can.
  public Pace() {
    this(Duration.ZERO);
  }

  /// @param reading how long a pass takes at least that reads more than one token of a sequence
  public Pace(Duration reading) {
    readingNanos = reading.toNanos();
  }

  /// From now on every pass takes so much longer.
  public void slow(Duration pass) {
    nanos = pass.toNanos();
  }

  /// From now on as fast as it can.
  public void full() {
    nanos = 0;
  }

  private void keep() {
    long end = System.nanoTime() + nanos;
    // asks again and again: whoever speeds up does not want to wait for the end of a long pause
    while (nanos > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(Math.min(nanos, 2_000_000));
    }
  }

  /// `forward` at this pace.
  public Forward of(Forward forward) {
    return new Forward() {
      @Override
      public Tensor run(Batch batch) {
        keep();
        if (batch.spans().stream().anyMatch(span -> span.count() > 1)) {
          LockSupport.parkNanos(readingNanos);
        }
        return forward.run(batch);
      }

      @Override
      public Tensor hidden(int from, int count) {
        return forward.hidden(from, count);
      }

      @Override
      public long pageBytes() {
        return forward.pageBytes();
      }

      @Override
      public void readPage(int page, MemorySegment to) {
        forward.readPage(page, to);
      }

      @Override
      public void writePage(int page, MemorySegment from) {
        forward.writePage(page, from);
      }

      @Override
      public void close() {
        forward.close();
      }
    };
  }
}
