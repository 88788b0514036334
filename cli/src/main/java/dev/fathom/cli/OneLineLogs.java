package dev.fathom.cli;

import java.io.PrintStream;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// The rooms' log on standard error, one line a message: warnings of ours always, their further
/// information with `--verbose`. Spares the start of java.util.logging.
public final class OneLineLogs extends System.LoggerFinder {
  private static volatile @Nullable PrintStream stream;
  private static volatile boolean verbose;

  /// For the service loader.
  public OneLineLogs() {}

  /// From now on messages go to `to`.
  static void begin(PrintStream to, boolean everything) {
    stream = to;
    verbose = everything;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Line(name);
  }

  private record Line(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      boolean ours = name.startsWith("dev.fathom");
      Level least = ours ? (verbose ? Level.INFO : Level.WARNING) : Level.ERROR;
      return level.getSeverity() >= least.getSeverity() && level != Level.OFF;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      print(level, thrown == null ? "" + message : message + ": " + thrown);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object... values) {
      boolean plain = values == null || values.length == 0;
      print(level, plain ? "" + format : MessageFormat.format("" + format, values));
    }

    private void print(Level level, String message) {
      PrintStream to = stream;
      if (to != null && isLoggable(level)) {
        to.println("fathom: " + message);
      }
    }
  }
}
