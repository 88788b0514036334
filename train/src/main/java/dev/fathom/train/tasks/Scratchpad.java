package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/// The lines of a trace while they are written, with at most one deliberate mistake.
///
/// A mistake is a whole wrong line that ends in `<back> wait, no` (or `<back> Moment, nein`); the
/// right line follows. A dead end of a search ends in `<back>` alone.
final class Scratchpad {
  static final String BACK = "<back>";

  private final Language language;
  private final int mistakeAt;
  private final Draw slips;
  private final List<String> lines = new ArrayList<>();
  private int steps;

  /// Without a mistake.
  Scratchpad(Language language) {
    this(language, -1, new Draw(0));
  }

  /// @param mistakeAt number of the step that goes wrong first, from 0
  Scratchpad(Language language, int mistakeAt, Draw slips) {
    this.language = language;
    this.mistakeAt = mistakeAt;
    this.slips = slips;
  }

  String say(String english, String german) {
    return language.choose(english, german);
  }

  /// A line that is never wrong: a heading, a conclusion.
  void line(String text) {
    lines.add(text);
  }

  /// `expression=value`.
  void step(String expression, long value) {
    step(expression, value, result -> "");
  }

  /// `expression=value` and what follows from the value, such as a carry.
  void step(String expression, long value, LongFunction<String> tail) {
    if (steps++ == mistakeAt) {
      long wrong = slip(value);
      retract(expression + "=" + wrong + tail.apply(wrong));
    }
    lines.add(expression + "=" + value + tail.apply(value));
  }

  /// A step that is not a sum: the right line, and the line a mistake would write.
  void choice(String right, String wrong) {
    if (steps++ == mistakeAt) {
      retract(wrong);
    }
    lines.add(right);
  }

  /// Steps written so far, each a place for a mistake.
  int steps() {
    return steps;
  }

  String text() {
    return String.join("\n", lines);
  }

  /// The trace, which ends in the answer.
  String concluded(String answer) {
    String text = text();
    return endsIn(text, answer) ? text : text.isEmpty() ? answer : text + "\n" + answer;
  }

  private static boolean endsIn(String text, String answer) {
    int before = text.length() - answer.length() - 1;
    return text.equals(answer)
        || (before >= 0 && text.endsWith(answer) && "= \n".indexOf(text.charAt(before)) >= 0);
  }

  private void retract(String wrong) {
    lines.add(wrong + " " + BACK + " " + say("wait, no", "Moment, nein"));
  }

  private long slip(long value) {
    int by = slips.of(Math.abs(value) < 10 ? List.of(1, 1, 2) : List.of(1, 1, 2, 10));
    return value >= by && slips.chance(0.5) ? value - by : value + by;
  }
}
