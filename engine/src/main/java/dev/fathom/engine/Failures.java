package dev.fathom.engine;

/// Exceptions as one line for people.
final class Failures {
  private Failures() {}

  /// The message, or the exception's kind where it has none.
  static String line(Throwable failure) {
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : message.lines().findFirst().orElse(kind);
  }
}
