package dev.fathom.train.tasks;

import java.util.List;

/// How one family makes its problems and knows its answers.
interface Recipe {
  String family();

  /// What each level asks, the first level first.
  List<String> levels();

  Draft draft(Draw draw, int level, Language language);

  /// Whether the trace works the answer out and so ends in it; small talk does not.
  default boolean worked() {
    return true;
  }

  /// Whether an answer is right. It is never null, at most {@link Answers#LONGEST} characters, and
  /// otherwise anything at all; the default reads a whole number.
  default boolean right(Problem problem, String answer) {
    return Answers.sameInteger(answer, problem);
  }
}
