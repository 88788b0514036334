package dev.fathom.server;

import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bytes that a connection receives. While a request is answered nobody reads them, and so
/// nobody would see that the client has gone; then a virtual thread reads ahead, keeps what comes
/// for the next request, and tells of the end.
final class ReadAhead implements Supplier<byte[]> {
  /// More is not read ahead: whoever sends so much while waiting is heard of when it is written to.
  private static final int MOST = 64 << 10;

  private final Supplier<byte @Nullable []> source;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> kept = new ArrayDeque<>();
  private int keptBytes;
  private boolean reading;
  private boolean ended;
  private @Nullable RuntimeException failure;
  private @Nullable Runnable gone;

  ReadAhead(Supplier<byte @Nullable []> source) {
    this.source = source;
  }

  /// The next bytes, waiting for them; null at the end.
  @Override
  @SuppressWarnings("NullAway") // null is Helidon's word for the end
  public byte[] get() {
    lock.lock();
    try {
      while (reading && kept.isEmpty()) {
        changed.awaitUninterruptibly();
      }
      byte[] next = kept.poll();
      if (next != null) {
        keptBytes -= next.length;
        return next;
      }
      if (failure != null) {
        throw failure;
      }
      if (ended) {
        return null;
      }
    } finally {
      lock.unlock();
    }
    return source.get();
  }

  /// From now on `other` is run, once, when the client goes away.
  void watch(Runnable other) {
    lock.lock();
    try {
      gone = other;
      if (ended) {
        other.run();
      } else if (!reading && keptBytes < MOST) {
        reading = true;
        Thread.ofVirtual().name("read-ahead").start(this::readAhead);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The request is answered: nobody is told any more.
  void unwatch() {
    lock.lock();
    try {
      gone = null;
    } finally {
      lock.unlock();
    }
  }

  private void readAhead() {
    while (true) {
      byte @Nullable [] bytes = null;
      RuntimeException trouble = null;
      try {
        bytes = source.get();
      } catch (RuntimeException e) {
        if (timedOut(e)) {
          continue;
        }
        trouble = e;
      }
      if (!keep(bytes, trouble)) {
        return;
      }
    }
  }

  /// A client that only waits for its answer sends nothing, and may.
  private static boolean timedOut(@Nullable Throwable trouble) {
    return trouble != null
        && (trouble instanceof SocketTimeoutException || timedOut(trouble.getCause()));
  }

  /// Keeps what was read; whether to go on.
  private boolean keep(byte @Nullable [] bytes, @Nullable RuntimeException trouble) {
    lock.lock();
    try {
      changed.signalAll();
      if (bytes != null) {
        kept.add(bytes);
        keptBytes += bytes.length;
        reading = gone != null && keptBytes < MOST;
        return reading;
      }
      ended = true;
      reading = false;
      failure = trouble;
      if (gone != null) {
        gone.run();
      }
      return false;
    } finally {
      lock.unlock();
    }
  }
}
