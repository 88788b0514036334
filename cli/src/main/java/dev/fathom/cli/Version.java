package dev.fathom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which Fathom this is; Maven writes the number at build time.
final class Version {
  private Version() {}

  /// `fathom 0.1.0 (Java 25.0.3)`.
  static String line() {
    return "fathom " + number() + " (Java " + Runtime.version() + ")";
  }

  private static String number() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return build.getProperty("version", "unknown");
  }
}
