package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Messages and chats under new names.
final class Copies {
  private Copies() {}

  /// @param now when it was made, where it does not say
  static ChatMessage named(ChatMessage m, String id, String parent, long now) {
    return named(
        m, id, parent, m.state(), m.created() > 0 && m.created() <= now ? m.created() : now);
  }

  static ChatMessage named(ChatMessage m, String id, String parent) {
    return named(m, id, parent, m.state(), m.created());
  }

  private static ChatMessage named(
      ChatMessage m, String id, String parent, State state, long created) {
    return new ChatMessage(
        id,
        parent,
        m.role(),
        m.content(),
        m.thinking(),
        m.toolCalls(),
        m.toolCallId(),
        m.attachments(),
        state,
        m.finish(),
        m.error(),
        m.model(),
        created,
        m.usage());
  }

  /// A chat from elsewhere with new ids everywhere; nobody writes its answers any more.
  static Chat under(Chat chat, long now) {
    Map<String, String> ids = new HashMap<>(Map.of("", ""));
    List<ChatMessage> messages = new ArrayList<>();
    for (ChatMessage message : chat.messages()) {
      String parent = ids.get(message.parent());
      if (parent == null) {
        throw Complaint.invalid(
            "message '" + message.id() + "' follows one that does not come before it");
      }
      String id = Ids.next();
      if (message.id().isEmpty() || ids.put(message.id(), id) != null) {
        throw Complaint.invalid("two messages have the id '" + message.id() + "'");
      }
      messages.add(ended(named(message, id, parent, now)));
    }
    String leaf = ids.get(chat.leaf());
    if (leaf == null) {
      throw Complaint.invalid("the chat shows a message that it does not have");
    }
    return new Chat(summary(chat, now), leaf, chat.settings(), messages);
  }

  private static ChatSummary summary(Chat chat, long now) {
    ChatSummary s = chat.summary();
    long created = s.created() > 0 && s.created() <= now ? s.created() : now;
    long updated = s.updated() >= created && s.updated() <= now ? s.updated() : now;
    return new ChatSummary(
        Ids.next(), title(chat), created, updated, model(chat), false, List.of());
  }

  /// None where it is only what the first question gives.
  private static String title(Chat chat) {
    String title = Titles.imported(chat.summary().title());
    boolean derived =
        chat.messages().stream()
            .filter(m -> m.role() == ChatMessage.Role.USER)
            .findFirst()
            .map(m -> Titles.opening(m.content()).equals(title))
            .orElse(false);
    return derived ? "" : title;
  }

  private static String model(Chat chat) {
    return chat.messages().reversed().stream()
        .map(ChatMessage::model)
        .filter(model -> !model.isEmpty())
        .findFirst()
        .orElse(chat.summary().model());
  }

  private static ChatMessage ended(ChatMessage m) {
    return m.state() == State.RUNNING
        ? named(m, m.id(), m.parent(), State.INTERRUPTED, m.created())
        : m;
  }
}
