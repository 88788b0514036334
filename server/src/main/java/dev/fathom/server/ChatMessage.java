package dev.fathom.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message of a request.
///
/// @param content its text, null where it only calls tools
/// @param reasoning the thought of an assistant's message, if it was sent back
/// @param calls the tools an assistant's message calls
/// @param callId of a tool's message: the call it answers
/// @param name of the speaker or the tool
record ChatMessage(
    String role,
    @Nullable String content,
    @Nullable String reasoning,
    List<Call> calls,
    @Nullable String callId,
    @Nullable String name) {
  /// One call of a tool.
  ///
  /// @param arguments a JSON text
  record Call(String id, String name, String arguments) {}

  static ChatMessage of(String role, String content) {
    return new ChatMessage(role, content, null, List.of(), null, null);
  }
}
