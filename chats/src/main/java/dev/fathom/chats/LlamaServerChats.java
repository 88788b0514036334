package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Role;
import dev.fathom.chats.ChatMessage.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the page of llama-server exports: `{"conv", "messages"}`, one or an array of them.
final class LlamaServerChats {
  private LlamaServerChats() {}

  static boolean is(JsonNode root) {
    JsonNode one = root.isArray() ? root.path(0) : root;
    return one.path("conv").isObject() && one.has("messages");
  }

  static List<Reading> read(JsonNode root) {
    return root.isArray()
        ? Reading.each(root, "chats", LlamaServerChats::chat)
        : List.of(Reading.one(root, "the chat", LlamaServerChats::chat));
  }

  private static Chat chat(JsonNode node, String place) {
    Fields fields = Fields.of(node, place);
    Fields conversation = fields.object("conv");
    String system = "";
    List<MessageTree.Node> nodes = new ArrayList<>();
    JsonNode messages = fields.array("messages");
    for (int i = 0; i < messages.size(); i++) {
      Fields message = Fields.of(messages.get(i), fields.place("messages") + "[" + i + "]");
      nodes.add(node(message, i));
      if (system.isEmpty() && message.text("role").equals("system")) {
        system = ForeignText.content(message);
      }
    }
    return ForeignChat.of(
        new ForeignChat.Head(
            conversation.name("id"),
            conversation.text("name"),
            0,
            ForeignText.time(conversation.number("lastModified")),
            system,
            conversation.name("currNode")),
        nodes);
  }

  private static MessageTree.Node node(Fields message, int index) {
    String id = message.has("id") ? message.name("id") : "message " + index;
    String parent = message.has("parent") ? message.name("parent") : "";
    return new MessageTree.Node(id, parent, message(message));
  }

  /// Null for what is no message: the root of the tree, and system texts.
  private static @Nullable ChatMessage message(Fields message) {
    Role role = ForeignChat.role(message.text("role"));
    if (role == null || message.text("type").equals("root")) {
      return null;
    }
    String apart =
        message.has("reasoningContent")
            ? message.text("reasoningContent")
            : message.text("thinking");
    ForeignText text = ForeignText.of(apart, ForeignText.content(message));
    return new ChatMessage(
        "-",
        "",
        role,
        text.content(),
        text.thinking(),
        ForeignChat.toolCalls(message.object().path("toolCalls")),
        message.name("toolCallId"),
        attachments(message),
        State.DONE,
        "",
        null,
        message.text("model"),
        ForeignText.time(message.number("timestamp")),
        "");
  }

  /// Files with text; pictures and sound stay behind.
  private static List<Attachment> attachments(Fields message) {
    List<Attachment> attachments = new ArrayList<>();
    for (JsonNode extra : message.object().path("extra")) {
      String type = extra.path("type").asString("").toLowerCase(Locale.ROOT);
      JsonNode content = extra.path("content");
      if (content.isString() && !type.contains("image") && !type.contains("audio")) {
        String text = content.stringValue();
        attachments.add(
            new Attachment(
                extra.path("name").asString("text"),
                type.contains("pdf") ? "application/pdf" : "text/plain",
                text.getBytes(StandardCharsets.UTF_8).length,
                text));
      }
    }
    return attachments;
  }
}
