package dev.fathom.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/// Counts attempts that brought nothing, and waits longer before each next one: the waits double
/// and scatter by half, so that many clients do not come back at once.
final class Patience {
  private final Pace pace;
  private final String what;
  private final BiConsumer<String, Duration> waits;
  private int failures;

  /// @param waits is told why and how long before each wait
  Patience(Pace pace, String what, BiConsumer<String, Duration> waits) {
    this.pace = pace;
    this.what = what;
    this.waits = waits;
  }

  /// What may fail for a while.
  @FunctionalInterface
  interface Attempt<T> {
    T make() throws IOException;
  }

  /// Attempts until one succeeds or patience ends; a {@link Denied} ends it at once.
  <T> T until(Attempt<T> attempt) throws Denied {
    while (true) {
      try {
        return attempt.make();
      } catch (Denied no) {
        throw no;
      } catch (IOException trouble) {
        failed(trouble);
      }
    }
  }

  /// Something came: attempts are counted anew.
  void progressed() {
    failures = 0;
  }

  /// Waits for the next attempt, or gives up.
  void failed(IOException trouble) {
    failures++;
    if (failures >= pace.attempts() || Thread.currentThread().isInterrupted()) {
      HubException last =
          HubException.of(HubException.Kind.UNREACHABLE, what, failures, reason(trouble));
      last.initCause(trouble);
      throw last;
    }
    Duration wait = waiting(trouble);
    waits.accept(reason(trouble), wait);
    try {
      Thread.sleep(wait);
    } catch (InterruptedException stopped) {
      // the next attempt ends it
      Thread.currentThread().interrupt();
    }
  }

  private static String reason(IOException trouble) {
    String message = trouble.getMessage();
    return message == null ? trouble.getClass().getSimpleName() : message;
  }

  private Duration waiting(IOException trouble) {
    long nanos = pace.firstWait().toNanos() << Math.min(failures - 1, 20);
    long scattered = (long) (nanos * ThreadLocalRandom.current().nextDouble(0.5, 1.0));
    long asked = trouble instanceof TryAgain said ? said.waiting().toNanos() : 0;
    return Duration.ofNanos(Math.min(pace.longestWait().toNanos(), Math.max(scattered, asked)));
  }
}
