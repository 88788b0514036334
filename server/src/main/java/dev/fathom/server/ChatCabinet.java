package dev.fathom.server;

import dev.fathom.chats.ChatStore;
import dev.fathom.chats.ChatStoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where the chats are, opened when first asked for. Where that fails, whoever asks is told why and
/// the next one tries again: a server whose chats are locked or damaged serves everything else.
final class ChatCabinet implements AutoCloseable {
  private static final long REST_NANOS = Duration.ofSeconds(1).toNanos();

  private final @Nullable Path file;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ChatStore store;
  private @Nullable ChatStoreException trouble;
  private long troubleAt;
  private boolean closed;

  /// @param file null for chats that are not kept
  ChatCabinet(@Nullable Path file) {
    this.file = file;
  }

  /// Whether chats outlive the server.
  boolean keeps() {
    return file != null;
  }

  /// The store; throws {@link ChatStoreException} where it cannot be had now.
  ChatStore store() {
    lock.lock();
    try {
      if (closed) {
        throw new ChatStoreException(ChatStoreException.Kind.BROKEN, "the server is shutting down");
      }
      if (store == null) {
        store = open();
      }
      return store;
    } finally {
      lock.unlock();
    }
  }

  private ChatStore open() {
    if (trouble != null && System.nanoTime() - troubleAt < REST_NANOS) {
      throw trouble;
    }
    try {
      return file == null ? ChatStore.inMemory() : ChatStore.open(file);
    } catch (ChatStoreException refused) {
      trouble = refused;
      troubleAt = System.nanoTime();
      throw refused;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (store != null) {
        store.close();
        store = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
