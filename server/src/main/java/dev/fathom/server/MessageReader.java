package dev.fathom.server;

import dev.fathom.chats.ChatMessage;
import dev.fathom.chats.ChatMessage.Attachment;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What the page sends: messages, attachments, settings.
final class MessageReader {
  private static final int MOST_ATTACHMENTS = 64;

  private final Limits limits;

  MessageReader(Limits limits) {
    this.limits = limits;
  }

  /// A message of a user or of a tool.
  ///
  /// @param parent where it goes
  ChatMessage message(Fields fields, String parent) {
    String role = fields.word("role", List.of("user", "tool"));
    String content = fields.text("content", "");
    List<Attachment> attachments = attachments(fields);
    if ("tool".equals(role)) {
      return Written.result(parent, content, fields.requiredText("tool_call_id"));
    }
    if (content.isBlank() && attachments.isEmpty()) {
      throw ApiException.bad("content", "a message needs text or an attachment");
    }
    return Written.question(parent, content, attachments);
  }

  /// The files that go with a message.
  List<Attachment> attachments(Fields fields) {
    return fields.objects("attachments", MOST_ATTACHMENTS).stream()
        .map(
            file ->
                new Attachment(
                    name(file),
                    file.text("media_type", "text/plain"),
                    bytes(file),
                    file.requiredText("text")))
        .toList();
  }

  /// A name is one line: it stands before the text that the model reads.
  private static String name(Fields file) {
    String name = file.requiredText("name").replaceAll("\\p{Cntrl}+", " ").strip();
    if (name.isEmpty() || name.length() > 255) {
      throw ApiException.bad(
          file.path("name"), "'" + file.path("name") + "' must have 1 to 255 characters");
    }
    return name;
  }

  private static long bytes(Fields file) {
    Long bytes = file.wholeLong("bytes", 0, Long.MAX_VALUE);
    return bytes == null ? 0 : bytes;
  }

  /// Settings that can be served; an empty object where there are none.
  ObjectNode settings(Fields fields) {
    Fields settings = fields.object("settings");
    if (settings == null) {
      return Json.object();
    }
    PageTurn.check(settings.node(), limits);
    return settings.node();
  }
}
