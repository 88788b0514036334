package dev.fathom.train.runs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Ctrl-C as a wish: the stage is asked to stop, and the process waits until it has saved.
public final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final AtomicBoolean wished = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopAndWait, "fathom-train-stop");

  /// Listens to the end of the process until it is closed.
  public Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Whether the stage shall save and stop.
  public boolean wished() {
    return wished.get();
  }

  /// Asks for it, as Ctrl-C does.
  public void wish() {
    wished.set(true);
  }

  private void stopAndWait() {
    wish();
    try {
      closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // the hook waits for what was just counted down
    }
  }
}
