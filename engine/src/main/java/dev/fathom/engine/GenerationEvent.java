package dev.fathom.engine;

/// What a generation says, in order; {@link Finished} is the last, unless it {@link Failed}.
public sealed interface GenerationEvent {
  /// A piece of the thought, without its marks.
  record Thought(String text) implements GenerationEvent {}

  /// A piece of the answer.
  record Answer(String text) implements GenerationEvent {}

  /// Text of a tool call, as the model wrote it.
  record ToolCall(String text) implements GenerationEvent {}

  /// The end.
  record Finished(FinishReason reason, Usage usage) implements GenerationEvent {}

  /// The generation could not go on; `message` is one line for people.
  record Failed(String message) implements GenerationEvent {}
}
