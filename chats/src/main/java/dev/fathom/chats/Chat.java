package dev.fathom.chats;

import java.util.List;

/// A conversation with all its branches.
///
/// @param leaf the message at the end of the branch that is shown; empty for none yet
/// @param settings a JSON object: model, system text, tools, parameters
/// @param messages in the order they were made; parents come before their children
public record Chat(ChatSummary summary, String leaf, String settings, List<ChatMessage> messages) {
  public Chat {
    messages = List.copyOf(messages);
  }
}
