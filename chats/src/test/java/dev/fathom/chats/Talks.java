package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Role;
import dev.fathom.chats.ChatMessage.State;
import java.util.List;

/// Messages for tests.
final class Talks {
  private Talks() {}

  static ChatMessage question(String parent, String content) {
    return message(parent, Role.USER, content, State.DONE);
  }

  static ChatMessage answer(String parent, String content, State state) {
    return message(parent, Role.ASSISTANT, content, state);
  }

  static ChatMessage message(String parent, Role role, String content, State state) {
    String model = role == Role.ASSISTANT ? "tiny" : "";
    return new ChatMessage(
        "", parent, role, content, "", "", "", List.of(), state, "", null, model, 0, "");
  }

  static ChatMessage with(ChatMessage m, String content, State state) {
    return new ChatMessage(
        m.id(),
        m.parent(),
        m.role(),
        content,
        m.thinking(),
        m.toolCalls(),
        m.toolCallId(),
        m.attachments(),
        state,
        m.finish(),
        m.error(),
        m.model(),
        m.created(),
        m.usage());
  }

  static List<String> titles(ChatStore store, String owner, String search) {
    return store.list(owner, search, "", 100).chats().stream().map(ChatSummary::title).toList();
  }
}
