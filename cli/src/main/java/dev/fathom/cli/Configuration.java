package dev.fathom.cli;

import dev.fathom.server.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration file that all commands share.
final class Configuration {
  private Configuration() {}

  /// The usual file, if it is there, and the environment over it.
  static Settings usual(Surroundings around) {
    return Settings.of(usualFile(around), around.environment(), Map.of());
  }

  /// The usual file, null where there is none.
  static @Nullable Path usualFile(Surroundings around) {
    Path usual = Settings.usualFile(around.environment());
    return Files.exists(usual) ? usual : null;
  }
}
