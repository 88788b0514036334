package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Role;
import dev.fathom.chats.ChatMessage.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What Open WebUI exports: an array of `{"id", "title", "chat": {"history": …}}`, or one of them.
final class OpenWebUiChats {
  private OpenWebUiChats() {}

  static boolean is(JsonNode root) {
    JsonNode one = root.isArray() ? root.path(0) : root;
    return one.path("chat").isObject() || one.path("history").path("messages").isObject();
  }

  static List<Reading> read(JsonNode root) {
    return root.isArray()
        ? Reading.each(root, "chats", OpenWebUiChats::chat)
        : List.of(Reading.one(root, "the chat", OpenWebUiChats::chat));
  }

  private static Chat chat(JsonNode node, String place) {
    Fields outer = Fields.of(node, place);
    Fields chat = outer.has("chat") ? outer.object("chat") : outer;
    Fields history = chat.object("history");
    String system = chat.text("system");
    if (system.isEmpty() && chat.has("params")) {
      system = chat.object("params").text("system");
    }
    return ForeignChat.of(
        new ForeignChat.Head(
            outer.name("id"),
            outer.has("title") ? outer.text("title") : chat.text("title"),
            ForeignText.time(
                outer.has("created_at") ? outer.number("created_at") : chat.number("timestamp")),
            ForeignText.time(outer.number("updated_at")),
            system,
            history.name("currentId")),
        nodes(history.object("messages")));
  }

  private static List<MessageTree.Node> nodes(Fields messages) {
    List<MessageTree.Node> nodes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : messages.object().properties()) {
      Fields message = Fields.of(entry.getValue(), messages.place(entry.getKey()));
      nodes.add(new MessageTree.Node(entry.getKey(), message.name("parentId"), message(message)));
    }
    return nodes;
  }

  /// Null for what is no message of ours: system texts.
  private static @Nullable ChatMessage message(Fields message) {
    Role role = ForeignChat.role(message.text("role"));
    if (role == null) {
      return null;
    }
    ForeignText text = ForeignText.of("", ForeignText.content(message));
    return new ChatMessage(
        "-",
        "",
        role,
        text.content(),
        text.thinking(),
        ForeignChat.toolCalls(message.object().path("tool_calls")),
        message.name("tool_call_id"),
        attachments(message),
        State.DONE,
        "",
        null,
        role == Role.ASSISTANT ? message.text("model") : "",
        ForeignText.time(message.number("timestamp")),
        "");
  }

  /// Files whose text is in the export; pictures and what lies in collections stay behind.
  private static List<Attachment> attachments(Fields message) {
    List<Attachment> attachments = new ArrayList<>();
    for (JsonNode file : message.object().path("files")) {
      JsonNode content = file.path("file").path("data").path("content");
      if (content.isString()) {
        String text = content.stringValue();
        JsonNode meta = file.path("file").path("meta");
        attachments.add(
            new Attachment(
                file.path("name").asString(meta.path("name").asString("file")),
                meta.path("content_type").asString("text/plain"),
                text.getBytes(StandardCharsets.UTF_8).length,
                text));
      }
    }
    return attachments;
  }
}
