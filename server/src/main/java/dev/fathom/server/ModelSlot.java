package dev.fathom.server;

import dev.fathom.engine.Fathom;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One model that is loaded when asked for and closed when idle. Its states follow one another in a
/// ring: absent, loading, loaded, closing. What is in use is never closed; whoever comes while it
/// loads waits, but not for ever and not in any number.
final class ModelSlot {
  private static final Logger LOG = System.getLogger(ModelSlot.class.getName());
  private static final int MOST_WAITING = 256;
  private static final long WAIT_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private enum State {
    ABSENT,
    LOADING,
    LOADED,
    CLOSING
  }

  private final String id;
  private final Supplier<Fathom> opener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = State.ABSENT;
  private int users;
  private int waiting;
  private long idleSince = System.nanoTime();
  private long failedAt;
  private boolean failed;
  private String trouble = "";
  private @Nullable Fathom fathom;
  private @Nullable ServedModel model;

  ModelSlot(String id, Supplier<Fathom> opener) {
    this.id = id;
    this.opener = opener;
  }

  String id() {
    return id;
  }

  boolean loaded() {
    lock.lock();
    try {
      return state == State.LOADED;
    } finally {
      lock.unlock();
    }
  }

  /// Why it could not be loaded the last time; empty where it could.
  String trouble() {
    lock.lock();
    try {
      return trouble;
    } finally {
      lock.unlock();
    }
  }

  boolean loading() {
    lock.lock();
    try {
      return state == State.LOADING;
    } finally {
      lock.unlock();
    }
  }

  /// The model if it is loaded.
  @Nullable ServedModel now() {
    lock.lock();
    try {
      return state == State.LOADED ? model : null;
    } finally {
      lock.unlock();
    }
  }

  /// The model, one user more; loads it where nobody has.
  ///
  /// @param makeRoom run once where the memory did not suffice
  ServedModel take(Runnable makeRoom) throws InterruptedException {
    if (!begin()) {
      return loadedNow();
    }
    try {
      finish(load(makeRoom), "");
      return loadedNow();
    } catch (Throwable trouble) {
      finish(null, String.valueOf(trouble.getMessage()));
      LOG.log(Level.WARNING, "model ''{0}'' could not be loaded: {1}", id, trouble.getMessage());
      throw refused();
    }
  }

  /// Becomes a user of what is loaded, or the one who loads (true).
  private boolean begin() throws InterruptedException {
    lock.lock();
    try {
      long left = WAIT_NANOS;
      if (waiting >= MOST_WAITING) {
        throw ApiException.unavailable(5, "model_loading", "model '" + id + "' is being loaded");
      }
      waiting++;
      try {
        while (state == State.LOADING || state == State.CLOSING) {
          if (left <= 0) {
            throw ApiException.unavailable(
                10, "model_loading", "model '" + id + "' is being loaded");
          }
          left = changed.awaitNanos(left);
        }
      } finally {
        waiting--;
      }
      if (state == State.ABSENT && failed && System.nanoTime() - failedAt < REST_NANOS) {
        throw refused();
      }
      users++;
      boolean first = state == State.ABSENT;
      state = first ? State.LOADING : state;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private ApiException refused() {
    return ApiException.unavailable(
        (int) TimeUnit.NANOSECONDS.toSeconds(REST_NANOS),
        "model_not_loadable",
        "model '" + id + "' cannot be loaded now; the server's log says why");
  }

  private Fathom load(Runnable makeRoom) throws Exception {
    try {
      return Elsewhere.run("fathom-load", opener::get);
    } catch (RuntimeException full) {
      makeRoom.run();
      return Elsewhere.run("fathom-load", opener::get);
    }
  }

  /// What loading came to; null where it failed.
  private void finish(@Nullable Fathom opened, String why) {
    lock.lock();
    try {
      fathom = opened;
      model = opened == null ? null : ServedModel.of(id, opened);
      state = opened == null ? State.ABSENT : State.LOADED;
      failed = opened == null;
      trouble = why;
      failedAt = System.nanoTime();
      users -= opened == null ? 1 : 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private ServedModel loadedNow() {
    lock.lock();
    try {
      return Objects.requireNonNull(model);
    } finally {
      lock.unlock();
    }
  }

  /// One user less.
  void giveBack() {
    lock.lock();
    try {
      users--;
      idleSince = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How long nobody has used it; -1 where somebody does, or it is not loaded.
  long idleNanos() {
    lock.lock();
    try {
      return state == State.LOADED && users == 0 ? System.nanoTime() - idleSince : -1;
    } finally {
      lock.unlock();
    }
  }

  /// Closes it if it is loaded and nobody uses it; whether that was so.
  boolean unload() {
    Fathom closing;
    lock.lock();
    try {
      if (state != State.LOADED || users > 0) {
        return false;
      }
      state = State.CLOSING;
      closing = Objects.requireNonNull(fathom);
    } finally {
      lock.unlock();
    }
    closing.close();
    lock.lock();
    try {
      fathom = null;
      model = null;
      state = State.ABSENT;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Closes it when its last user has left; waits for that, at most `nanos`.
  void close(long nanos) {
    long left = nanos;
    lock.lock();
    try {
      while (left > 0 && (users > 0 || state == State.LOADING || state == State.CLOSING)) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    unload();
  }
}
