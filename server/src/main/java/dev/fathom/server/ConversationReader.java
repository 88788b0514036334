package dev.fathom.server;

import dev.fathom.engine.Message;
import dev.fathom.engine.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `messages` of an OpenAI chat request.
final class ConversationReader {
  private static final List<String> ROLES =
      List.of("system", "developer", "user", "assistant", "tool");

  private final Fields fields;
  private final Limits limits;

  ConversationReader(Fields fields, Limits limits) {
    this.fields = fields;
    this.limits = limits;
  }

  /// The conversation; it is open where its last message is the beginning of the answer (DeepSeek's
  /// `prefix`).
  Turn.Source.Chat chat() {
    List<Fields> entries = fields.objects("messages", limits.messages());
    if (entries.isEmpty()) {
      throw ApiException.bad("messages", "'messages' is missing or empty; it needs one message");
    }
    List<Message> messages = new ArrayList<>();
    for (Fields entry : entries) {
      messages.add(message(entry));
    }
    Fields last = entries.getLast();
    boolean open = last.flag("prefix", false);
    if (open && !messages.getLast().role().equals("assistant")) {
      throw ApiException.bad(last.path("prefix"), "only an assistant's message can be a prefix");
    }
    return new Turn.Source.Chat(messages, open);
  }

  private Message message(Fields entry) {
    String role = entry.word("role", ROLES);
    if (role == null) {
      throw ApiException.bad(entry.path("role"), "'" + entry.path("role") + "' is missing");
    }
    List<ToolCall> calls = calls(entry);
    String content = content(entry, "content");
    if (content == null && calls.isEmpty()) {
      String refusal = entry.text("refusal");
      boolean said = refusal != null || entry.has("reasoning_content");
      if (!role.equals("assistant") || !said) {
        throw ApiException.bad(entry.path("content"), "'" + entry.path("content") + "' is missing");
      }
      content = refusal == null ? "" : refusal;
    }
    return new Message(
        role.equals("developer") ? "system" : role,
        content == null ? "" : content,
        entry.text("reasoning_content"),
        calls,
        entry.text("tool_call_id"),
        entry.text("name"));
  }

  private List<ToolCall> calls(Fields entry) {
    List<ToolCall> calls = new ArrayList<>();
    for (Fields call : entry.objects("tool_calls", limits.tools())) {
      Fields function = call.requiredObject("function");
      calls.add(
          new ToolCall(
              call.text("id", ""),
              function.requiredName("name"),
              function.text("arguments", "{}")));
    }
    return calls;
  }

  /// A string, or a list of parts whose texts are joined by line breaks; null where it is absent.
  static @Nullable String content(Fields entry, String name) {
    JsonNode node = entry.get(name);
    if (node == null || node.isString()) {
      return node == null ? null : node.stringValue();
    }
    StringJoiner text = new StringJoiner("\n");
    entry.list(name, 10_000, ConversationReader::part).forEach(text::add);
    return text.toString();
  }

  private static String part(JsonNode node, String place) {
    if (!(node instanceof ObjectNode object)) {
      throw ApiException.bad(place, "'" + place + "' must be an object with 'type' and 'text'");
    }
    String type = object.path("type").asString("");
    String field = type.equals("refusal") ? "refusal" : "text";
    boolean text = List.of("text", "input_text", "output_text", "refusal").contains(type);
    if (!text) {
      throw ApiException.unsupported(
          place + ".type", "'" + place + ".type': only text is understood by this model");
    }
    JsonNode value = object.path(field);
    if (!value.isString()) {
      throw ApiException.bad(place + "." + field, "'" + place + "." + field + "' must be a string");
    }
    return value.stringValue();
  }
}
