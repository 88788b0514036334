package dev.fathom.cli;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Where a command writes, and how it fails there.
final class Written {
  private Written() {}

  /// A path that picocli has made sure of.
  static Path given(@Nullable Path path) {
    return Objects.requireNonNull(path);
  }

  /// Fails if something is there already, unless it may be replaced.
  static void check(Path target, boolean force) {
    if (!force && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw Failure.of("written.exists", target);
    }
  }

  /// Does `work`, which writes `target` whole or not at all; Ctrl-C stops it and lets it clean up.
  static <T> T whole(Path target, Callable<T> work) throws Exception {
    Thread worker = Thread.currentThread();
    try (Interrupt _ = new Interrupt(worker::interrupt)) {
      return work.call();
    } catch (ClosedByInterruptException stopped) {
      throw (InterruptedException) new InterruptedException().initCause(stopped);
    } catch (FileSystemException named) {
      throw named;
    } catch (IOException trouble) {
      throw Failure.because(
          trouble, "written.failed", target, String.valueOf(trouble.getMessage()));
    }
  }
}
