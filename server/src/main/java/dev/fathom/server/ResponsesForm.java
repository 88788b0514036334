package dev.fathom.server;

import dev.fathom.engine.FinishReason;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The objects of the Responses API.
final class ResponsesForm {
  private final Head head;
  private final ResponsesRequest.Echoed echoed;

  ResponsesForm(Head head, ResponsesRequest.Echoed echoed) {
    this.head = head;
    this.echoed = echoed;
  }

  /// The response with the items `output`.
  ///
  /// @param status `in_progress`, `completed`, `incomplete` or `failed`
  ObjectNode response(String status, ArrayNode output) {
    ObjectNode root = Json.object();
    root.put("id", head.id());
    root.put("object", "response");
    root.put("created_at", head.created());
    root.put("status", status);
    root.put("background", false);
    root.putNull("error");
    root.putNull("incomplete_details");
    root.put("instructions", echoed.instructions());
    root.put("max_output_tokens", echoed.maxOutputTokens());
    root.put("model", head.model());
    root.set("output", output);
    root.put("parallel_tool_calls", echoed.parallelCalls());
    root.putNull("previous_response_id");
    root.set("reasoning", or(echoed.reasoning(), "{\"effort\":null,\"summary\":null}"));
    root.put("store", false);
    root.put("temperature", echoed.temperature());
    ObjectNode text = root.putObject("text");
    text.set("format", or(echoed.format(), "{\"type\":\"text\"}"));
    root.set("tool_choice", or(echoed.toolChoice(), "\"auto\""));
    root.set("tools", or(echoed.tools(), "[]"));
    root.put("top_p", echoed.topP());
    root.put("truncation", "disabled");
    root.putNull("usage");
    root.putNull("user");
    root.set("metadata", or(echoed.metadata(), "{}"));
    return root;
  }

  private static JsonNode or(@org.jspecify.annotations.Nullable JsonNode node, String otherwise) {
    return node == null ? Json.tree(otherwise) : node;
  }

  /// The response at its end.
  ObjectNode finished(FinishReason reason, ArrayNode output, Bill bill) {
    boolean whole = reason == FinishReason.STOP || reason == FinishReason.TOOL_CALLS;
    ObjectNode root = response(whole ? "completed" : "incomplete", output);
    if (!whole) {
      root.putObject("incomplete_details").put("reason", "max_output_tokens");
    }
    ObjectNode usage = root.putObject("usage");
    usage.put("input_tokens", bill.prompt());
    usage
        .putObject("input_tokens_details")
        .put("cached_tokens", bill.cached())
        // required by the schema; nothing is charged for filling the cache
        .put("cache_write_tokens", 0);
    usage.put("output_tokens", bill.completion());
    usage.putObject("output_tokens_details").put("reasoning_tokens", bill.reasoning());
    usage.put("total_tokens", bill.prompt() + bill.completion());
    bill.receipt(usage, head.tariff());
    return root;
  }

  /// The response of which nothing more comes.
  ObjectNode failed(ApiException error, ArrayNode output) {
    ObjectNode root = response("failed", output);
    root.putObject("error").put("code", "server_error").put("message", error.line());
    return root;
  }

  /// The id of the item `index`.
  String itemId(String prefix, int index) {
    return prefix + head.id().substring(head.id().indexOf('_') + 1) + index;
  }

  ObjectNode thought(int index, String text, String status) {
    ObjectNode item = Json.object();
    item.put("type", "reasoning");
    item.put("id", itemId("rs_", index));
    item.putArray("summary");
    ArrayNode content = item.putArray("content");
    if (!text.isEmpty()) {
      content.addObject().put("type", "reasoning_text").put("text", text);
    }
    item.put("status", status);
    return item;
  }

  ObjectNode message(int index, String text, String status) {
    ObjectNode item = Json.object();
    item.put("type", "message");
    item.put("id", itemId("msg_", index));
    item.put("status", status);
    item.put("role", "assistant");
    ArrayNode content = item.putArray("content");
    if (!status.equals("in_progress")) {
      content.add(part(text));
    }
    return item;
  }

  static ObjectNode part(String text) {
    ObjectNode part = Json.object();
    part.put("type", "output_text");
    part.put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  ObjectNode call(int index, Collected.Call call, String status) {
    ObjectNode item = Json.object();
    item.put("type", "function_call");
    item.put("id", itemId("fc_", index));
    item.put("status", status);
    item.put("call_id", call.id());
    item.put("name", call.name());
    item.put("arguments", call.arguments().toString());
    return item;
  }
}
