package dev.fathom.server;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Work that keeps a processor busy, away from the threads that serve connections: these are
/// virtual and share few carriers.
final class Elsewhere {
  private Elsewhere() {}

  /// What `work` returns, from a platform thread of its own called `name`.
  static <T> T run(String name, Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name(name).start(task);
    try {
      return task.get();
    } catch (ExecutionException wrapped) {
      switch (wrapped.getCause()) {
        case Exception trouble -> throw trouble;
        case Error trouble -> throw trouble;
        case null, default -> throw wrapped;
      }
    }
  }
}
