package dev.fathom.server;

import java.util.Locale;

/// What became of a piece of work that somebody is charged for.
enum Outcome {
  /// An answer, to its end.
  COMPLETE,
  /// An answer that was cancelled, failed, or lost its reader. It is charged for what it took.
  ABORTED,
  /// The vector of a text.
  EMBEDDING;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
