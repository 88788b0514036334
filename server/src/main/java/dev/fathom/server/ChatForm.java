package dev.fathom.server;

import dev.fathom.engine.FinishReason;
import tools.jackson.databind.node.ObjectNode;

/// What chat and text completions share.
final class ChatForm {
  private ChatForm() {}

  /// An answer or a chunk without its choices.
  static ObjectNode head(Head head, String object) {
    ObjectNode root = Json.object();
    root.put("id", head.id());
    root.put("object", object);
    root.put("created", head.created());
    root.put("model", head.model());
    root.putNull("system_fingerprint");
    return root;
  }

  /// A finish reason as OpenAI spells it.
  static String reason(FinishReason reason) {
    return switch (reason) {
      case STOP -> "stop";
      case TOOL_CALLS -> "tool_calls";
      case LENGTH, CONTEXT, CANCELLED -> "length";
    };
  }
}
