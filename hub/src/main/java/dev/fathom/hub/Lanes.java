package dev.fathom.hub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Several threads that wait for the network at once; the first failure ends all of them.
final class Lanes {
  /// What each lane does.
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  private Lanes() {}

  /// Runs `work` in `count` lanes, one of them the caller's own, until all have ended.
  static void run(int count, Work work) throws IOException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> lanes = new ArrayList<>();
    Thread caller = Thread.currentThread();
    for (int i = 0; i < count; i++) {
      lanes.add(
          Thread.ofVirtual().name("pull-" + i).unstarted(() -> attempt(work, failure, lanes)));
    }
    lanes.forEach(Thread::start);
    boolean interrupted = false;
    for (Thread lane : lanes) {
      interrupted |= join(lane, lanes);
    }
    if (interrupted) {
      caller.interrupt();
    }
    rethrow(failure.get());
  }

  private static void attempt(
      Work work, AtomicReference<@Nullable Throwable> failure, List<Thread> lanes) {
    try {
      work.run();
    } catch (Throwable thrown) {
      if (failure.compareAndSet(null, thrown)) {
        lanes.stream()
            .filter(lane -> lane.threadId() != Thread.currentThread().threadId())
            .forEach(Thread::interrupt);
      }
    }
  }

  /// Waits for the lane; an interrupt of the caller interrupts all lanes.
  private static boolean join(Thread lane, List<Thread> lanes) {
    boolean interrupted = false;
    while (lane.isAlive()) {
      try {
        lane.join();
      } catch (InterruptedException stopped) {
        interrupted = true;
        lanes.forEach(Thread::interrupt);
      }
    }
    return interrupted;
  }

  private static void rethrow(@Nullable Throwable thrown) throws IOException {
    switch (thrown) {
      case null -> {
        return;
      }
      case IOException checked -> throw checked;
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new IllegalStateException(thrown);
    }
  }
}
