package dev.fathom.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C while an answer runs: cancels it and lets the process live until what is there was
/// printed; the JVM then exits with 130, as it does for every SIGINT.
final class Interrupt implements AutoCloseable {
  private static final int LAST_WORDS_SECONDS = 5;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /// From now on Ctrl-C runs `cancel`, until this is closed.
  Interrupt(Runnable cancel) {
    // the JVM wants a platform thread here; it waits and computes nothing
    hook = Thread.ofPlatform().name("interrupt").unstarted(() -> wind(cancel));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void wind(Runnable cancel) {
    cancel.run();
    try {
      if (!done.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /// The last words were said.
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // the hook runs already: it has done its work
      return;
    }
  }
}
