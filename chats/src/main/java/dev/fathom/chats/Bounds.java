package dev.fathom.chats;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What may be stored.
final class Bounds {
  private static final int MESSAGE_BYTES = 8 << 20;
  private static final int SETTINGS_BYTES = 1 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private Bounds() {}

  static void check(ChatMessage message) {
    long bytes =
        bytes(message.content())
            + bytes(message.thinking())
            + bytes(message.toolCalls())
            + bytes(message.toolCallId())
            + bytes(message.usage());
    for (ChatMessage.Attachment attachment : message.attachments()) {
      bytes += bytes(attachment.name()) + bytes(attachment.mediaType()) + bytes(attachment.text());
    }
    if (bytes > MESSAGE_BYTES) {
      throw Complaint.invalid(
          "a message of %,d bytes with its attachments is too long; at most %,d"
              .formatted(bytes, MESSAGE_BYTES));
    }
    json(message.toolCalls(), JsonNode::isArray, "the tool calls are no JSON array");
    json(message.usage(), JsonNode::isObject, "the usage is no JSON object");
  }

  /// The settings, `{}` for none.
  static String settings(String settings) {
    if (bytes(settings) > SETTINGS_BYTES) {
      throw Complaint.invalid(
          "settings of %,d bytes are too long; at most %,d"
              .formatted(bytes(settings), SETTINGS_BYTES));
    }
    json(settings, JsonNode::isObject, "the settings are no JSON object");
    return settings.isEmpty() ? "{}" : settings;
  }

  private static void json(String text, Predicate<JsonNode> wanted, String otherwise) {
    if (text.isEmpty()) {
      return;
    }
    try {
      if (!wanted.test(JSON.readTree(text))) {
        throw Complaint.invalid(otherwise);
      }
    } catch (JacksonException e) {
      throw new ChatStoreException(ChatStoreException.Kind.INVALID, otherwise, e);
    }
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
