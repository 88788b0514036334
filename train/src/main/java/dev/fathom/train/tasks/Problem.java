package dev.fathom.train.tasks;

import java.util.Map;

/// A question with its answer and the work that leads there.
///
/// @param family of the task that made it
/// @param level of difficulty, 1 the easiest
/// @param seed that makes it again
/// @param question as a person asks it
/// @param answer the shortest right one
/// @param trace the work, as the model shall think it: every operand shown, one step a line
/// @param metadata what the verifier needs besides the answer (numbers, target, clues)
public record Problem(
    String family,
    int level,
    Language language,
    long seed,
    String question,
    String answer,
    String trace,
    Map<String, Object> metadata) {
  public Problem {
    metadata = Map.copyOf(metadata);
  }
}
