package dev.fathom.server;

import dev.fathom.chats.ChatSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Tells all tabs of an owner what became of the chats. Of one chat a slow tab hears the latest
/// alone, and one that is too far behind is sent away, to begin anew.
final class Bulletin implements AutoCloseable {
  private static final int MOST = 1000;

  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @param name of the event
  record Notice(String name, ObjectNode data) {}

  void changed(String owner, ChatSummary chat) {
    ObjectNode data = Json.object().put("id", chat.id()).put("title", chat.title());
    data.put("updated", chat.updated()).put("running", chat.running());
    post(owner, chat.id(), new Notice("changed", data));
  }

  void deleted(String owner, String chat) {
    post(owner, chat, new Notice("deleted", Json.object().put("id", chat)));
  }

  private void post(String owner, String chat, Notice notice) {
    for (Reader reader : readers) {
      if (reader.owner.equals(owner)) {
        reader.post(chat, notice);
      }
    }
  }

  /// A tab of `owner`, which leaves by closing it.
  Reader reader(String owner) {
    Reader reader = new Reader(owner);
    readers.add(reader);
    if (closed) {
      reader.close();
    }
    return reader;
  }

  /// One tab.
  final class Reader implements AutoCloseable {
    private final String owner;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // the latest of each chat, oldest first
    private final Map<String, Notice> waiting = new LinkedHashMap<>();
    private boolean over;

    private Reader(String owner) {
      this.owner = owner;
    }

    private void post(String chat, Notice notice) {
      lock.lock();
      try {
        waiting.remove(chat);
        waiting.put(chat, notice);
        over |= waiting.size() > MOST;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /// What came since, waiting for it at most `nanos`; empty where nothing did, null where nothing
    /// will any more.
    @Nullable List<Notice> next(long nanos) throws InterruptedException {
      long left = nanos;
      lock.lockInterruptibly();
      try {
        while (waiting.isEmpty() && !over && left > 0) {
          left = changed.awaitNanos(left);
        }
        List<Notice> news = new ArrayList<>(waiting.values());
        waiting.clear();
        return over ? null : news;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      readers.remove(this);
      lock.lock();
      try {
        over = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Sends all of them away.
  @Override
  public void close() {
    closed = true;
    readers.forEach(Reader::close);
  }
}
