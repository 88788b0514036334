package dev.fathom.cli;

import dev.fathom.engine.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The turns so far: users' and assistant's in turn, under one system prompt or none.
final class Conversation {
  private final List<Message> turns = new ArrayList<>();
  private @Nullable String system;

  Conversation(@Nullable String system) {
    this.system = system;
  }

  @Nullable String system() {
    return system;
  }

  void setSystem(@Nullable String text) {
    system = text;
  }

  /// All messages, the system prompt first.
  List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    if (system != null) {
      messages.add(Message.system(system));
    }
    messages.addAll(turns);
    return messages;
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  void add(Message message) {
    turns.add(message);
  }

  /// Forgets everything but the system prompt.
  void clear() {
    turns.clear();
  }

  /// Takes the last turn back.
  void dropLast() {
    turns.removeLast();
  }

  /// Takes the last answer back, so that its question is the last turn; false if there is none.
  boolean dropAnswer() {
    if (turns.isEmpty() || !turns.getLast().role().equals("assistant")) {
      return false;
    }
    turns.removeLast();
    return !turns.isEmpty();
  }

  /// Takes over another conversation's turns and system prompt.
  void replaceBy(Conversation other) {
    system = other.system;
    turns.clear();
    turns.addAll(other.turns);
  }
}
