package dev.fathom.cli;

import org.jspecify.annotations.Nullable;

/// A line on standard error about work that takes longer than a second; only on a terminal, and
/// gone afterwards. A virtual thread redraws it, so that the work itself need not think of it.
final class Progress implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 1000;
  private static final int REDRAW_MILLIS = 200;
  private static final int BAR = 24;

  private final Surroundings around;
  private final String key;
  private final long start = System.nanoTime();
  private final @Nullable Thread drawer;
  private volatile double fraction = Double.NaN;
  private volatile String detail = "";

  private Progress(Surroundings around, String key) {
    this.around = around;
    this.key = key;
    this.drawer =
        around.errIsTerminal() && around.colours()
            ? Thread.ofVirtual().name("progress").start(this::draw)
            : null;
  }

  /// Begins to wait; draws the text `key` from the second second on.
  static Progress start(Surroundings around, String key) {
    return new Progress(around, key);
  }

  /// Says how much of the work is done, 0 to 1, and a word about it.
  void at(double done, String word) {
    detail = word;
    fraction = done;
  }

  /// Prints lines that stay, above the moving one.
  void aside(Runnable lines) {
    synchronized (this) {
      if (drawer != null) {
        around.err().print("\r\u001b[K");
      }
      lines.run();
    }
  }

  /// Says a word about the work, which is as far as it was.
  void say(String word) {
    detail = word;
  }

  private void draw() {
    try {
      Thread.sleep(PATIENCE_MILLIS);
      while (true) {
        synchronized (this) {
          around.err().print("\r\u001b[K" + line());
          around.err().flush();
        }
        Thread.sleep(REDRAW_MILLIS);
      }
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    }
  }

  private String line() {
    double seconds = (System.nanoTime() - start) / 1e9;
    String time = String.format(around.texts().locale(), "%.0f s", seconds);
    String bar = Double.isNaN(fraction) ? "" : " " + bar(fraction);
    String word = detail.isEmpty() ? "" : "  " + detail;
    return around.texts().say(key) + bar + "  " + time + word;
  }

  private static String bar(double fraction) {
    int full = (int) Math.round(Math.clamp(fraction, 0, 1) * BAR);
    String percent = Math.round(fraction * 100) + " %";
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + percent;
  }

  /// Takes the line away.
  @Override
  public void close() {
    if (drawer == null || !drawer.isAlive()) {
      return;
    }
    drawer.interrupt();
    try {
      drawer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    boolean drawn = System.nanoTime() - start >= PATIENCE_MILLIS * 1_000_000L;
    if (drawn) {
      around.err().print("\r\u001b[K");
      around.err().flush();
    }
  }
}
