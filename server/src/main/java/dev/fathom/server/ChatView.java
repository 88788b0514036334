package dev.fathom.server;

import dev.fathom.chats.Chat;
import dev.fathom.chats.ChatMessage;
import dev.fathom.chats.ChatSummary;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chats as the page reads them: what has no value is left out.
final class ChatView {
  private ChatView() {}

  static ObjectNode summary(ChatSummary summary) {
    ObjectNode node = Json.object();
    node.put("id", summary.id());
    node.put("title", summary.title());
    node.put("created", summary.created());
    node.put("updated", summary.updated());
    text(node, "model", summary.model());
    node.put("running", summary.running());
    if (!summary.snippet().isEmpty()) {
      ArrayNode snippet = node.putArray("snippet");
      for (ChatSummary.Piece piece : summary.snippet()) {
        snippet.addObject().put("text", piece.text()).put("hit", piece.hit());
      }
    }
    return node;
  }

  /// All of it but the messages.
  static ObjectNode head(Chat chat) {
    ObjectNode node = summary(chat.summary());
    text(node, "leaf", chat.leaf());
    node.set("settings", settings(chat));
    return node;
  }

  static ObjectNode whole(Chat chat) {
    ObjectNode node = head(chat);
    ArrayNode messages = node.putArray("messages");
    chat.messages().forEach(message -> messages.add(message(message)));
    return node;
  }

  /// What the chat's settings say; nothing where they are no object.
  static ObjectNode settings(Chat chat) {
    return tree(chat.settings()) instanceof ObjectNode object ? object : Json.object();
  }

  static ObjectNode message(ChatMessage message) {
    ObjectNode node = Json.object();
    node.put("id", message.id());
    text(node, "parent", message.parent());
    node.put("role", word(message.role()));
    node.put("content", message.content());
    text(node, "thinking", message.thinking());
    json(node, "tool_calls", message.toolCalls());
    text(node, "tool_call_id", message.toolCallId());
    if (!message.attachments().isEmpty()) {
      ArrayNode attachments = node.putArray("attachments");
      message.attachments().forEach(attached -> attachments.add(attachment(attached)));
    }
    node.put("state", word(message.state()));
    text(node, "finish", message.finish());
    ChatMessage.Failure error = message.error();
    if (error != null) {
      node.putObject("error").put("message", error.message()).put("code", error.code());
    }
    text(node, "model", message.model());
    node.put("created", message.created());
    json(node, "usage", message.usage());
    return node;
  }

  private static ObjectNode attachment(ChatMessage.Attachment attached) {
    ObjectNode node = Json.object();
    node.put("name", attached.name());
    node.put("media_type", attached.mediaType());
    node.put("bytes", attached.bytes());
    node.put("text", attached.text());
    return node;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void text(ObjectNode node, String name, String value) {
    if (!value.isEmpty()) {
      node.put(name, value);
    }
  }

  private static void json(ObjectNode node, String name, String text) {
    if (!text.isEmpty()) {
      node.set(name, tree(text));
    }
  }

  /// The value in `text`, null in JSON's sense where it is none.
  static JsonNode tree(String text) {
    try {
      return Json.tree(text.isEmpty() ? "null" : text);
    } catch (JacksonException malformed) {
      return Json.object().nullNode();
    }
  }
}
