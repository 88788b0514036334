package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Failure;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes our own format, with the names that the page and the server use between them.
final class FathomWriter {
  private static final JsonMapper JSON = new JsonMapper();

  private FathomWriter() {}

  static String write(String format, int version, List<Chat> chats) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", format).put("version", version);
    ArrayNode array = root.putArray("chats");
    chats.forEach(c -> chat(c, array.addObject()));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void chat(Chat chat, ObjectNode to) {
    ChatSummary summary = chat.summary();
    text(to, "id", summary.id());
    text(to, "title", summary.title());
    to.put("created", summary.created()).put("updated", summary.updated());
    text(to, "model", summary.model());
    text(to, "leaf", chat.leaf());
    json(to, "settings", chat.settings());
    ArrayNode messages = to.putArray("messages");
    chat.messages().forEach(m -> message(m, messages.addObject()));
  }

  private static void message(ChatMessage m, ObjectNode to) {
    text(to, "id", m.id());
    text(to, "parent", m.parent());
    text(to, "role", m.role().name().toLowerCase(Locale.ROOT));
    text(to, "content", m.content());
    text(to, "thinking", m.thinking());
    json(to, "tool_calls", m.toolCalls());
    text(to, "tool_call_id", m.toolCallId());
    if (!m.attachments().isEmpty()) {
      ArrayNode array = to.putArray("attachments");
      m.attachments().forEach(a -> attachment(a, array.addObject()));
    }
    text(to, "state", m.state().name().toLowerCase(Locale.ROOT));
    text(to, "finish", m.finish());
    Failure error = m.error();
    if (error != null) {
      to.putObject("error").put("message", error.message()).put("code", error.code());
    }
    text(to, "model", m.model());
    to.put("created", m.created());
    json(to, "usage", m.usage());
  }

  private static void attachment(Attachment a, ObjectNode to) {
    to.put("name", a.name()).put("media_type", a.mediaType());
    to.put("bytes", a.bytes()).put("text", a.text());
  }

  private static void text(ObjectNode to, String name, String value) {
    if (!value.isEmpty()) {
      to.put(name, value);
    }
  }

  private static void json(ObjectNode to, String name, String value) {
    if (value.isEmpty()) {
      return;
    }
    try {
      to.set(name, JSON.readTree(value));
    } catch (JacksonException e) {
      throw Complaint.invalid("the field '" + name + "' of a chat is no JSON");
    }
  }
}
