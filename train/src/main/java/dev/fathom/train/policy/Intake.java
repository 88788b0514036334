package dev.fathom.train.policy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What is left to answer; lanes help themselves.
final class Intake {
  private final Deque<Task> tasks = new ArrayDeque<>();

  /// Some answers to one prompt.
  ///
  /// @param first index of the first of them
  /// @param samples where the answers to the prompt go
  record Task(Ask ask, int first, int count, Sample[] samples) {}

  void add(Task task) {
    tasks.add(task);
  }

  /// The next task if it has at most `room` answers.
  synchronized @Nullable Task take(int room) {
    Task next = tasks.peek();
    return next == null || next.count() > room ? null : tasks.remove();
  }
}
