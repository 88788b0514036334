package dev.fathom.server;

import dev.fathom.engine.FinishReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The parts of an Anthropic message.
final class MessagesForm {
  private final MessagesRequest request;
  private final int promptTokens;

  MessagesForm(MessagesRequest request, List<Preparation> ready) {
    this.request = request;
    promptTokens = ready.getFirst().prompt().ids().length;
  }

  /// A message without content.
  static ObjectNode message(Head head) {
    ObjectNode root = Json.object();
    root.put("id", head.id());
    root.put("type", "message");
    root.put("role", "assistant");
    root.put("model", head.model());
    return root;
  }

  int promptTokens() {
    return promptTokens;
  }

  static String stopReason(FinishReason reason, boolean byStop) {
    return switch (reason) {
      case STOP -> byStop ? "stop_sequence" : "end_turn";
      case TOOL_CALLS -> "tool_use";
      case LENGTH, CONTEXT, CANCELLED -> "max_tokens";
    };
  }

  /// The stop string that ended the answer; of several nobody knows which.
  @Nullable String stopSequence(boolean byStop) {
    List<String> stops = request.turn().length().stops();
    return byStop && stops.size() == 1 ? stops.getFirst() : null;
  }

  static ObjectNode usage(Bill bill) {
    ObjectNode usage = Json.object();
    usage.put("input_tokens", bill.prompt() - bill.cached());
    usage.put("cache_creation_input_tokens", 0);
    usage.put("cache_read_input_tokens", bill.cached());
    usage.put("output_tokens", bill.completion());
    return usage;
  }
}
