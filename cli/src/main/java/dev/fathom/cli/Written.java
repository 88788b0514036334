package dev.fathom.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a command writes.
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
}
