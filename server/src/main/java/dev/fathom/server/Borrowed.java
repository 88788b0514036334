package dev.fathom.server;

import java.util.ArrayDeque;
import java.util.Deque;

/// What is to be given back when something is over, the last first. Of one thread at a time.
final class Borrowed implements AutoCloseable {
  private final Deque<Runnable> returns = new ArrayDeque<>();

  void add(Runnable giveBack) {
    returns.push(giveBack);
  }

  @Override
  public void close() {
    while (!returns.isEmpty()) {
      returns.pop().run();
    }
  }
}
