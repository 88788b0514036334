package dev.fathom.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What other threads want the engine's loop to do between two passes.
final class Errands {
  private static final int LOOK_MILLIS = 50;

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /// Has the thread `loop` do it, and waits until it is done, or the loop has ended.
  void send(Runnable errand, Thread loop) {
    CountDownLatch done = new CountDownLatch(1);
    waiting.add(
        () -> {
          errand.run();
          done.countDown();
        });
    LockSupport.unpark(loop);
    boolean interrupted = false;
    while (done.getCount() > 0 && loop.isAlive()) {
      try {
        boolean _ = done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Does what there is; the loop's own part.
  void run() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }
}
