package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Failure;
import dev.fathom.chats.ChatMessage.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Our own format: unknown fields do not matter, wrong types do.
final class FathomChats {
  private static final String FORMAT = "fathom-chats";
  private static final int VERSION = 1;

  private FathomChats() {}

  static boolean is(JsonNode root) {
    return root.isObject() && FORMAT.equals(root.path("format").asString(""));
  }

  static String write(List<Chat> chats) {
    return FathomWriter.write(FORMAT, VERSION, chats);
  }

  static List<Reading> read(JsonNode root) {
    Fields file = new Fields(root, "the file");
    long version = file.number("version");
    if (version > VERSION || version < 1) {
      throw Complaint.invalid(
          "this was written by %s Fathom (version %d of the format, this one knows %d)"
              .formatted(version < 1 ? "no" : "a newer", version, VERSION));
    }
    return Reading.each(file.array("chats"), "chats", FathomChats::chat);
  }

  private static Chat chat(JsonNode node, String place) {
    Fields fields = Fields.of(node, place);
    List<MessageTree.Node> nodes = new ArrayList<>();
    JsonNode messages = fields.array("messages");
    for (int i = 0; i < messages.size(); i++) {
      ChatMessage message =
          message(Fields.of(messages.get(i), fields.place("messages") + "[" + i + "]"));
      nodes.add(new MessageTree.Node(message.id(), message.parent(), message));
    }
    MessageTree tree = new MessageTree(nodes);
    String settings = fields.json("settings", false);
    return new Chat(
        summary(fields, tree.messages()),
        fields.has("leaf") ? tree.leaf(fields.text("leaf")) : "",
        settings.isEmpty() ? "{}" : settings,
        tree.messages());
  }

  private static ChatSummary summary(Fields fields, List<ChatMessage> messages) {
    return new ChatSummary(
        fields.text("id"),
        fields.text("title"),
        fields.number("created"),
        fields.number("updated"),
        fields.text("model"),
        messages.stream().anyMatch(m -> m.state() == State.RUNNING),
        List.of());
  }

  private static ChatMessage message(Fields fields) {
    if (fields.text("id").isEmpty()) {
      throw Complaint.invalid(fields.place("id") + ": nothing where the message's id belongs");
    }
    return new ChatMessage(
        fields.text("id"),
        fields.text("parent"),
        named(ChatMessage.Role.values(), fields, "role"),
        fields.text("content"),
        fields.text("thinking"),
        fields.json("tool_calls", true),
        fields.text("tool_call_id"),
        attachments(fields),
        fields.has("state") ? named(State.values(), fields, "state") : State.DONE,
        fields.text("finish"),
        fields.has("error") ? failure(fields.object("error")) : null,
        fields.text("model"),
        fields.number("created"),
        fields.json("usage", false));
  }

  private static List<Attachment> attachments(Fields message) {
    List<Attachment> attachments = new ArrayList<>();
    JsonNode array = message.array("attachments");
    for (int i = 0; i < array.size(); i++) {
      Fields fields = Fields.of(array.get(i), message.place("attachments") + "[" + i + "]");
      attachments.add(
          new Attachment(
              fields.text("name"),
              fields.text("media_type"),
              fields.number("bytes"),
              fields.text("text")));
    }
    return attachments;
  }

  private static @Nullable Failure failure(Fields error) {
    return new Failure(error.text("message"), error.text("code"));
  }

  private static <E extends Enum<E>> E named(E[] values, Fields fields, String field) {
    String name = fields.text(field);
    for (E value : values) {
      if (value.name().toLowerCase(Locale.ROOT).equals(name)) {
        return value;
      }
    }
    throw Complaint.invalid(
        fields.place(field)
            + ": '"
            + Titles.imported(name)
            + "' where one of these belongs: "
            + Arrays.stream(values)
                .map(v -> v.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }
}
