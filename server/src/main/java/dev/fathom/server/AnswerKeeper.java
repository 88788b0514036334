package dev.fathom.server;

import dev.fathom.chats.ChatMessage;
import dev.fathom.chats.ChatStoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Puts one answer into the store, as it grows and when it is complete. What the store refuses is
/// not lost: it is tried again until it is in.
final class AnswerKeeper {
  private static final Logger LOG = System.getLogger(AnswerKeeper.class.getName());

  private final ChatCabinet cabinet;
  private final String owner;
  private final String chat;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean complete;
  private boolean complained;

  AnswerKeeper(ChatCabinet cabinet, String owner, String chat) {
    this.cabinet = cabinet;
    this.owner = owner;
    this.chat = chat;
  }

  /// What there is of an answer so far; whether its chat is still there. Does nothing once the
  /// whole answer was to be kept.
  boolean keep(ChatMessage growing) {
    lock.lock();
    try {
      ChatStoreException trouble = complete ? null : update(growing);
      return trouble == null || trouble.kind() != ChatStoreException.Kind.ABSENT;
    } finally {
      lock.unlock();
    }
  }

  /// The whole answer; what the store says against it, or null.
  @Nullable ChatStoreException complete(ChatMessage whole) {
    lock.lock();
    try {
      complete = true;
      return update(whole);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable ChatStoreException update(ChatMessage message) {
    try {
      cabinet.store().update(owner, chat, message);
      return null;
    } catch (ChatStoreException trouble) {
      boolean absent = trouble.kind() == ChatStoreException.Kind.ABSENT;
      if (!absent && !complained) {
        complained = true;
        LOG.log(Level.WARNING, "an answer cannot be stored for now: {0}", trouble.getMessage());
      }
      return trouble;
    }
  }
}
