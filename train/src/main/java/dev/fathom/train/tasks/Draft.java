package dev.fathom.train.tasks;

import java.util.Map;
import java.util.function.Consumer;

/// A problem before its trace is written.
///
/// @param work writes the trace's lines; deterministic, for it runs twice where a mistake is placed
record Draft(
    String question, String answer, Consumer<Scratchpad> work, Map<String, Object> metadata) {
  Draft(String question, String answer, Consumer<Scratchpad> work) {
    this(question, answer, work, Map.of());
  }

  Draft(String question, long answer, Consumer<Scratchpad> work) {
    this(question, Long.toString(answer), work, Map.of());
  }
}
