package dev.fathom.train.tasks;

import java.util.List;

/// All families.
public final class Tasks {
  private Tasks() {}

  public static List<Task> all() {
    throw new UnsupportedOperationException("not yet");
  }

  /// Throws {@link IllegalArgumentException} with the families there are.
  public static Task named(String family) {
    throw new UnsupportedOperationException("not yet: " + family);
  }

  /// Changes whenever any generator makes anything else: 16 hex digits of a digest over samples.
  public static String fingerprint() {
    throw new UnsupportedOperationException("not yet");
  }
}
