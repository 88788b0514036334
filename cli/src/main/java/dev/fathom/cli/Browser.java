package dev.fathom.cli;

import java.io.IOException;
import java.util.Locale;

/// The browser that this system would open an address with.
final class Browser {
  private Browser() {}

  /// Opens `address`; whether somebody took it.
  static boolean open(String address) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String opener = system.startsWith("mac") ? "open" : "xdg-open";
    try {
      new ProcessBuilder(opener, address)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException none) {
      return false;
    }
  }
}
