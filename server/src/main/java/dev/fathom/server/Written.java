package dev.fathom.server;

import dev.fathom.chats.ChatMessage;
import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Failure;
import dev.fathom.chats.ChatMessage.Role;
import dev.fathom.chats.ChatMessage.State;
import java.util.List;

/// New messages, and the same ones in another state.
final class Written {
  private Written() {}

  /// What somebody says.
  static ChatMessage question(String parent, String content, List<Attachment> attachments) {
    return new ChatMessage(
        "",
        parent,
        Role.USER,
        content,
        "",
        "",
        "",
        attachments,
        State.DONE,
        "",
        null,
        "",
        now(),
        "");
  }

  /// What a tool gave back.
  static ChatMessage result(String parent, String content, String call) {
    return new ChatMessage(
        "",
        parent,
        Role.TOOL,
        content,
        "",
        "",
        call,
        List.of(),
        State.DONE,
        "",
        null,
        "",
        now(),
        "");
  }

  /// An answer of which there is nothing yet.
  static ChatMessage answer(String parent, String model) {
    return new ChatMessage(
        "",
        parent,
        Role.ASSISTANT,
        "",
        "",
        "",
        "",
        List.of(),
        State.RUNNING,
        "",
        null,
        model,
        now(),
        "");
  }

  /// An answer that goes on.
  static ChatMessage running(ChatMessage m, String model) {
    return new ChatMessage(
        m.id(),
        m.parent(),
        m.role(),
        m.content(),
        m.thinking(),
        m.toolCalls(),
        m.toolCallId(),
        m.attachments(),
        State.RUNNING,
        "",
        null,
        model,
        m.created(),
        m.usage());
  }

  /// The same with something wrong.
  static ChatMessage failing(ChatMessage m, Failure failure) {
    return new ChatMessage(
        m.id(),
        m.parent(),
        m.role(),
        m.content(),
        m.thinking(),
        m.toolCalls(),
        m.toolCallId(),
        m.attachments(),
        m.state(),
        m.finish(),
        failure,
        m.model(),
        m.created(),
        m.usage());
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
