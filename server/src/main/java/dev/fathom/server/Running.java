package dev.fathom.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The requests that are being answered.
final class Running {
  private record Entry(Stoppable answering, Caller caller, long began) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int count;
  private boolean closed;

  /// A request begins; 503 where none may begin any more.
  void enter() {
    lock.lock();
    try {
      if (closed) {
        throw ApiException.unavailable(10, "shutting_down", "the server is shutting down");
      }
      count++;
    } finally {
      lock.unlock();
    }
  }

  /// A request that began is over.
  void leave() {
    lock.lock();
    try {
      count--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  void add(String id, Stoppable answering, Caller caller) {
    entries.put(id, new Entry(answering, caller, System.nanoTime()));
  }

  /// Ends what has run longer than `nanos` at time `now`.
  void expire(long now, long nanos) {
    for (Entry entry : entries.values()) {
      if (now - entry.began() > nanos) {
        entry
            .answering()
            .cancel(ApiException.unavailable(0, "timeout", "the answer took too long"));
      }
    }
  }

  void remove(String id) {
    entries.remove(id);
  }

  /// Asks the request `id` for its answer now; 404 where it is not the caller's, or over.
  void answerNow(String id, Caller caller) {
    Entry entry = entries.get(id);
    if (entry == null || !entry.caller().equals(caller)) {
      throw ApiException.absent("id", "not_running", "no request with this id is running");
    }
    entry.answering().answerNow();
  }

  /// From now on nothing begins.
  void refuse() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean refusing() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until nothing runs, at most `nanos`; whether nothing does.
  boolean drained(long nanos) {
    long left = nanos;
    lock.lock();
    try {
      while (count > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      return count == 0;
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Ends what still runs, because of `why`.
  void cancel(ApiException why) {
    entries.values().forEach(entry -> entry.answering().cancel(why));
  }
}
