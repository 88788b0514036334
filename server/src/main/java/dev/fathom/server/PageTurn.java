package dev.fathom.server;

import dev.fathom.chats.Chat;
import dev.fathom.chats.ChatMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says as an OpenAI chat request what a branch of a chat and its settings ask for, so that the
/// page gets nothing that programs do not get.
final class PageTurn {
  private static final List<String> PLAIN =
      List.of("temperature", "top_p", "top_k", "min_p", "seed", "max_tokens", "repeat_penalty");

  private PageTurn() {}

  /// What is asked for; whatever is wrong with it is a 400.
  ///
  /// @param open whether the last message is the beginning of the answer
  static Turn of(List<ChatMessage> branch, ObjectNode settings, boolean open, Limits limits) {
    ObjectNode request = settings(settings);
    ArrayNode messages = request.putArray("messages");
    String system = Fields.of(settings).text("system", "");
    if (!system.isBlank()) {
      messages.addObject().put("role", "system").put("content", system);
    }
    branch.forEach(message -> messages.add(message(message)));
    if (open) {
      ((ObjectNode) messages.get(messages.size() - 1)).put("prefix", true);
    }
    return ChatRequest.of(Fields.of(request), limits).turn();
  }

  /// Checks settings that are to be kept.
  static void check(ObjectNode settings, Limits limits) {
    of(List.of(Written.question("", "", List.of())), settings, false, limits);
  }

  /// The messages from the first to `leaf`; 400 where there is no such branch.
  static List<ChatMessage> branch(Chat chat, String leaf) {
    Map<String, ChatMessage> byId = new HashMap<>();
    chat.messages().forEach(message -> byId.put(message.id(), message));
    Deque<ChatMessage> branch = new ArrayDeque<>();
    String next = leaf;
    while (!next.isEmpty()) {
      ChatMessage message = byId.remove(next);
      if (message == null) {
        throw ApiException.bad("parent", "'parent' must be the id of a message of this chat");
      }
      branch.addFirst(message);
      next = message.parent();
    }
    return new ArrayList<>(branch);
  }

  private static ObjectNode settings(ObjectNode settings) {
    Fields fields = Fields.of(settings);
    ObjectNode request = Json.object();
    String model = fields.text("model", "");
    if (!model.isEmpty()) {
      request.put("model", model);
    }
    JsonNode tools = fields.get("tools");
    if (tools != null) {
      request.set("tools", tools);
    }
    Fields parameters = fields.object("parameters");
    if (parameters != null) {
      for (String name : PLAIN) {
        copy(parameters, name, request);
      }
      think(parameters, request);
    }
    return request;
  }

  private static void think(Fields parameters, ObjectNode request) {
    boolean thinks = parameters.flag("thinking", true);
    if (parameters.has("thinking")) {
      request.putObject("thinking").put("type", thinks ? "enabled" : "disabled");
    }
    if (thinks) {
      copy(parameters, "thinking_budget", request);
    }
  }

  private static void copy(Fields from, String name, ObjectNode to) {
    JsonNode value = from.get(name);
    if (value != null) {
      to.set(name, value);
    }
  }

  private static ObjectNode message(ChatMessage message) {
    ObjectNode node = Json.object();
    String text = withAttachments(message);
    switch (message.role()) {
      case USER -> node.put("role", "user").put("content", text);
      case TOOL ->
          node.put("role", "tool").put("content", text).put("tool_call_id", message.toolCallId());
      case ASSISTANT -> {
        node.put("role", "assistant").put("content", text);
        if (!message.thinking().isEmpty()) {
          node.put("reasoning_content", message.thinking());
        }
        calls(node, message.toolCalls());
      }
    }
    return node;
  }

  private static void calls(ObjectNode node, String calls) {
    if (!(ChatView.tree(calls) instanceof ArrayNode all) || all.isEmpty()) {
      return;
    }
    ArrayNode written = node.putArray("tool_calls");
    for (JsonNode call : all) {
      ObjectNode one = written.addObject();
      one.put("id", call.path("id").asString("")).put("type", "function");
      ObjectNode function = one.putObject("function");
      function.put("name", call.path("name").asString(""));
      function.put("arguments", call.path("arguments").asString("{}"));
    }
  }

  /// Each attachment before the content, as a fenced block under its name.
  private static String withAttachments(ChatMessage message) {
    StringBuilder text = new StringBuilder();
    for (ChatMessage.Attachment attached : message.attachments()) {
      String fence = fence(attached.text());
      text.append(attached.name()).append(":\n").append(fence).append('\n').append(attached.text());
      text.append(attached.text().endsWith("\n") ? "" : "\n").append(fence).append("\n\n");
    }
    return text.append(message.content()).toString();
  }

  /// Longer than any row of backticks in `text`.
  private static String fence(String text) {
    int longest = 2;
    int row = 0;
    for (int i = 0; i < text.length(); i++) {
      row = text.charAt(i) == '`' ? row + 1 : 0;
      longest = Math.max(longest, row);
    }
    return "`".repeat(longest + 1);
  }
}
