package dev.fathom.text;

/// A piece of what a model says.
public sealed interface TextPiece {
  /// The piece's characters.
  String text();

  /// Thinking, without its marks.
  record Thought(String text) implements TextPiece {}

  /// The answer proper.
  record Answer(String text) implements TextPiece {}

  /// Text of a tool-call section with its marks, as the model wrote it, and the blank text between
  /// such sections.
  record ToolText(String text) implements TextPiece {}
}
