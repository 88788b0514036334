package dev.fathom.server;

import dev.fathom.engine.FinishReason;
import dev.fathom.engine.TokenScore;
import dev.fathom.engine.Usage;

/// What a request's generations say, in order; the APIs are renderings of it. {@link End} is each
/// choice's last.
sealed interface Output {
  /// More of the thought.
  record Thought(int choice, String text) implements Output {}

  /// More of the answer.
  record Text(int choice, String text) implements Output {}

  /// A tool call begins.
  record ToolStart(int choice, int index, String id, String name) implements Output {}

  /// More of a tool call's JSON arguments.
  record ToolArguments(int choice, int index, String text) implements Output {}

  /// How likely a token was; comes before the text it completes.
  record Scored(int choice, TokenScore score, byte[] bytes, boolean thought) implements Output {}

  /// A choice is complete.
  ///
  /// @param byStop whether a stop string ended it
  record End(int choice, FinishReason reason, boolean byStop, Usage usage) implements Output {
    /// Of a choice that nobody takes to its end. A prompt that was not read to its end counts no
    /// tokens; what reading it took does count.
    static End aborted(int choice, Usage usage) {
      Usage told =
          usage.completionTokens() > 0 ? usage : new Usage(0, 0, 0, 0, 0, 0, 0, usage.effort());
      return new End(choice, FinishReason.CANCELLED, false, told);
    }

    Outcome outcome() {
      return reason == FinishReason.CANCELLED ? Outcome.ABORTED : Outcome.COMPLETE;
    }
  }
}
