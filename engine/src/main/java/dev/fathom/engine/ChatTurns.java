package dev.fathom.engine;

import dev.fathom.text.CallArguments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Messages as the values that chat templates know them by (Hugging Face, OpenAI).
final class ChatTurns {
  private ChatTurns() {}

  /// @param form how calls are given
  /// @param reasoning whether the template takes earlier thoughts
  static List<Map<String, @Nullable Object>> of(
      List<Message> messages, CallForm form, boolean reasoning) {
    return messages.stream().map(message -> turn(message, form, reasoning)).toList();
  }

  private static Map<String, @Nullable Object> turn(
      Message message, CallForm form, boolean reasoning) {
    Map<String, @Nullable Object> turn = new HashMap<>();
    turn.put("role", message.role());
    turn.put("content", message.content());
    if (reasoning) {
      putIfKnown(turn, "reasoning_content", message.reasoning());
    }
    putIfKnown(turn, "tool_call_id", message.toolCallId());
    putIfKnown(turn, "name", message.name());
    if (!message.toolCalls().isEmpty()) {
      turn.put("content", content(message, form));
      turn.put("tool_calls", message.toolCalls().stream().map(c -> call(c, form)).toList());
    }
    return turn;
  }

  private static void putIfKnown(
      Map<String, @Nullable Object> turn, String key, @Nullable String value) {
    // templates ask whether the key is there
    if (value != null) {
      turn.put(key, value);
    }
  }

  private static @Nullable String content(Message message, CallForm form) {
    boolean given = form.besideText() && !message.content().isEmpty();
    return given ? message.content() : form.nullContent() ? null : "";
  }

  private static Map<String, ?> call(ToolCall call, CallForm form) {
    Object arguments = form.asText() ? call.arguments() : object(call);
    Map<String, ?> function = Map.of("name", call.name(), "arguments", arguments);
    return Map.of("id", call.id(), "type", "function", "function", function);
  }

  private static Map<String, ?> object(ToolCall call) {
    try {
      return CallArguments.parse(call.arguments());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the arguments of tool call '%s' (%s) are %s"
              .formatted(call.id(), call.name(), e.getMessage()),
          e);
    }
  }
}
