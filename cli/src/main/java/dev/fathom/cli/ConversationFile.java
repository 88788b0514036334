package dev.fathom.cli;

import dev.fathom.engine.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Saved conversations: `{"model": ..., "messages": [{"role": ..., "content": ...}]}`.
final class ConversationFile {
  private ConversationFile() {}

  static void save(Path file, String model, Conversation conversation) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    Json.line(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("model", model);
          json.writeArrayPropertyStart("messages");
          for (Message message : conversation.messages()) {
            json.writeStartObject();
            json.writeStringProperty("role", message.role());
            json.writeStringProperty("content", message.content());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
    out.flush();
    Files.write(file, bytes.toByteArray());
  }

  /// Reads a whole conversation or fails; nothing half read is seen.
  static Conversation load(Path file) throws IOException {
    Object value;
    try {
      value = Input.json(Files.readAllBytes(ModelOptions.checked(file)));
    } catch (Failure wrong) {
      throw wrong.inFile(file);
    }
    if (!(value instanceof Map<?, ?> map && map.get("messages") instanceof List<?> messages)) {
      throw Failure.of("chat.load-messages", file);
    }
    Conversation conversation = new Conversation(null);
    for (int i = 0; i < messages.size(); i++) {
      add(conversation, messages.get(i), i, file);
    }
    return conversation;
  }

  private static void add(Conversation conversation, Object entry, int index, Path file) {
    String role = text(entry, "role");
    String content = text(entry, "content");
    if (role == null || content == null) {
      throw Failure.of("chat.load-entry", file, index);
    }
    switch (role) {
      case "user", "assistant" -> conversation.add(new Message(role, content));
      case "system" -> conversation.setSystem(content);
      default -> throw Failure.of("chat.load-role", file, index, role);
    }
  }

  private static @Nullable String text(Object entry, String key) {
    return entry instanceof Map<?, ?> map && map.get(key) instanceof String text ? text : null;
  }
}
