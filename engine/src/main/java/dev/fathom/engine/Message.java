package dev.fathom.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One turn of a conversation.
///
/// @param role `system`, `user`, `assistant`, `tool`, or what else the model's template knows
/// @param content what was said; may be empty beside calls
/// @param reasoning an assistant's thought before it, for templates that show earlier thoughts to
///   the model
/// @param toolCalls what an assistant called
/// @param toolCallId the call that a tool's result belongs to
/// @param name the tool's, of its result
public record Message(
    String role,
    String content,
    @Nullable String reasoning,
    List<ToolCall> toolCalls,
    @Nullable String toolCallId,
    @Nullable String name) {
  public Message {
    if (role.isBlank()) {
      throw new IllegalArgumentException("a message needs a role; try 'user'");
    }
    toolCalls = List.copyOf(toolCalls);
  }

  public Message(String role, String content) {
    this(role, content, null, List.of(), null, null);
  }

  public static Message system(String content) {
    return new Message("system", content);
  }

  public static Message user(String content) {
    return new Message("user", content);
  }

  public static Message assistant(String content) {
    return new Message("assistant", content);
  }

  /// What a tool answered.
  ///
  /// @param toolCallId the {@link ToolCall#id} of the call
  public static Message result(String toolCallId, @Nullable String name, String content) {
    return new Message("tool", content, null, List.of(), toolCallId, name);
  }

  /// The same with calls.
  public Message calling(List<ToolCall> calls) {
    return new Message(role, content, reasoning, calls, toolCallId, name);
  }

  /// The same behind a thought.
  public Message after(@Nullable String thought) {
    return new Message(role, content, thought, toolCalls, toolCallId, name);
  }

  /// The same saying something else.
  Message saying(String other) {
    return new Message(role, other, reasoning, toolCalls, toolCallId, name);
  }
}
