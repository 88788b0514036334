package dev.fathom.hub;

import java.io.IOException;
import java.time.Duration;

/// An answer that may be better next time.
final class TryAgain extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  TryAgain(String message) {
    this(message, Duration.ZERO);
  }

  /// @param wait what the other side asked for
  TryAgain(String message, Duration wait) {
    super(message);
    this.wait = wait;
  }

  Duration waiting() {
    return wait;
  }
}
