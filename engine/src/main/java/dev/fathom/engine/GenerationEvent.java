package dev.fathom.engine;

/// What a generation says, in order; {@link Finished} is the last, unless it {@link Failed}.
public sealed interface GenerationEvent {
  /// A piece of the thought, without its marks.
  record Thought(String text) implements GenerationEvent {}

  /// A piece of the answer.
  record Answer(String text) implements GenerationEvent {}

  /// Text of a tool call, as the model wrote it; where the request named no format.
  record ToolText(String text) implements GenerationEvent {}

  /// A tool call begins.
  ///
  /// @param index 0 for the turn's first
  record ToolStart(int index, String name) implements GenerationEvent {}

  /// More of the JSON arguments of the call that began last.
  record ToolArguments(int index, String text) implements GenerationEvent {}

  /// The probabilities of a token, where the request asked for them; comes before the text that the
  /// token completes.
  ///
  /// @param bytes what the token stands for
  /// @param thought whether it belongs to the thought
  record Scored(TokenScore score, byte[] bytes, boolean thought) implements GenerationEvent {}

  /// The end.
  record Finished(FinishReason reason, Usage usage) implements GenerationEvent {}

  /// The generation could not go on; `message` is one line for people.
  record Failed(String message) implements GenerationEvent {}
}
