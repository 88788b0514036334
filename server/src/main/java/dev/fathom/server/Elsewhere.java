package dev.fathom.server;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Work away from the threads that serve connections: what keeps a processor busy, as these are
/// virtual and share few carriers, and what outlives its request.
final class Elsewhere {
  private Elsewhere() {}

  /// Lets `work` go on by itself, on a virtual thread: it waits more than it computes.
  static Thread begin(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(work);
  }

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
