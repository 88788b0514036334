package dev.fathom.server;

import dev.fathom.engine.FinishReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's `/v1/messages`.
final class MessagesPresentation implements Presentation {
  private final MessagesRequest request;
  private final int promptTokens;

  MessagesPresentation(MessagesRequest request, List<Preparation> ready) {
    this.request = request;
    promptTokens = ready.getFirst().prompt().ids().length;
  }

  @Override
  public boolean streams() {
    return request.stream();
  }

  @Override
  public int perPrompt() {
    return 1;
  }

  @Override
  public String idPrefix() {
    return "msg_";
  }

  @Override
  public Stream stream(Head head, EventSink sink) {
    return new MessagesStream(head, sink, this);
  }

  @Override
  public JsonNode whole(Head head, Collected collected) {
    Collected.Choice said = collected.choices().getFirst();
    ObjectNode root = message(head);
    ArrayNode content = root.putArray("content");
    if (!said.thought.isEmpty()) {
      content
          .addObject()
          .put("type", "thinking")
          .put("thinking", said.thought.toString())
          .put("signature", "");
    }
    if (!said.text.isEmpty()) {
      content.addObject().put("type", "text").put("text", said.text.toString());
    }
    for (Collected.Call call : said.calls) {
      ObjectNode block = content.addObject();
      block.put("type", "tool_use").put("id", call.id()).put("name", call.name());
      block.set("input", input(call.arguments().toString()));
    }
    root.put("stop_reason", stopReason(said.reason, said.byStop));
    root.put("stop_sequence", stopSequence(said.byStop));
    root.set("usage", usage(collected.bill()));
    return root;
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

  private static JsonNode input(String arguments) {
    try {
      return Json.tree(arguments.isBlank() ? "{}" : arguments);
    } catch (JacksonException cut) {
      // the answer was cut within the call
      return Json.object();
    }
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
