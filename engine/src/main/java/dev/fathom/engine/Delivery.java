package dev.fathom.engine;

import org.jspecify.annotations.Nullable;

/// What the loop hands to the caller's thread.
sealed interface Delivery {
  /// A generated token.
  ///
  /// @param nanos when it was drawn, as `System.nanoTime` tells it, to a microsecond
  /// @param score where the request asked for probabilities
  record Token(int id, long nanos, @Nullable TokenScore score) implements Delivery {}

  /// No more tokens come.
  record End(FinishReason reason) implements Delivery {}

  /// No more tokens come, because something broke; `message` is one line for people.
  record Failure(String message) implements Delivery {}
}
