package dev.fathom.text;

/// A piece of what a model says.
public sealed interface TextPiece {
  /// The piece's characters; of a tool call's beginning, its name.
  String text();

  /// Thinking, without its marks.
  record Thought(String text) implements TextPiece {}

  /// The answer proper.
  record Answer(String text) implements TextPiece {}

  /// Text of a tool-call section with its marks, as the model wrote it, and the blank text between
  /// such sections; where no {@link ToolCallFormat} was asked for.
  record ToolText(String text) implements TextPiece {}

  /// A tool call begins.
  ///
  /// @param index 0 for the turn's first call
  /// @param text the tool's name
  record ToolStart(int index, String text) implements TextPiece {}

  /// More of the JSON arguments of the call that began last.
  record ToolArguments(int index, String text) implements TextPiece {}
}
