package dev.fathom.engine;

/// The engine has as many requests waiting as it takes; nothing was queued. Try again later.
public final class OverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int retrySeconds;

  OverloadedException(String message, int retrySeconds) {
    super(message);
    this.retrySeconds = retrySeconds;
  }

  /// When trying again is likely to help, at least 1.
  public int retrySeconds() {
    return retrySeconds;
  }
}
