package dev.fathom.engine;

/// A call of a tool that an assistant made.
///
/// @param id by which the result names its call
/// @param name the tool's
/// @param arguments a JSON object, as the model wrote it
public record ToolCall(String id, String name, String arguments) {
  public ToolCall {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a tool call needs the tool's name");
    }
  }
}
