package dev.fathom.hub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Counts what has come of a pull, from all lanes, and tells of it.
final class Meter {
  private static final double WINDOW_SECONDS = 10;
  private static final long PAUSE_NANOS = 100_000_000;

  private record Mark(long nanos, long bytes) {}

  private final Consumer<PullEvent> events;
  private final long total;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private long done;
  private long received;
  private long told = Long.MIN_VALUE;

  /// @param done bytes that were there before
  Meter(long done, long total, Consumer<PullEvent> events) {
    this.done = done;
    this.total = total;
    this.events = events;
  }

  synchronized void came(String file, long bytes) {
    done += bytes;
    received += bytes;
    long now = System.nanoTime();
    if (told == Long.MIN_VALUE || now - told >= PAUSE_NANOS || done >= total) {
      told = now;
      marks.addLast(new Mark(now, received));
      while (marks.size() > 2 && now - marks.getFirst().nanos() > WINDOW_SECONDS * 1e9) {
        marks.removeFirst();
      }
      events.accept(new PullEvent.Moved(file, done, total, perSecond()));
    }
  }

  /// What was thrown away must come again.
  synchronized void lost(long bytes) {
    done -= bytes;
  }

  private double perSecond() {
    Mark first = marks.getFirst();
    Mark last = marks.getLast();
    double seconds = (last.nanos() - first.nanos()) / 1e9;
    return seconds > 0 ? (last.bytes() - first.bytes()) / seconds : 0;
  }

  synchronized void tell(PullEvent event) {
    events.accept(event);
  }

  /// Bytes that came over the wire.
  synchronized long received() {
    return received;
  }
}
