package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;

/// A word problem while it is told: its sentences and the sums they ask for, in order.
final class Story {
  /// One sum: `label` says what it finds, `a sign b` how; the result is never negative.
  private record Sum(String label, long a, char sign, long b) {
    long value() {
      return switch (sign) {
        case '+' -> a + b;
        case '-' -> a - b;
        case '*' -> a * b;
        default -> a / b;
      };
    }
  }

  private final List<String> sentences = new ArrayList<>();
  private final List<Sum> sums = new ArrayList<>();

  void tell(String sentence) {
    sentences.add(sentence);
  }

  /// Notes a sum and returns what it makes.
  long sum(String label, long a, char sign, long b) {
    Sum sum = new Sum(label, a, sign, b);
    sums.add(sum);
    return sum.value();
  }

  long sum(long a, char sign, long b) {
    return sum("", a, sign, b);
  }

  /// Sums so far, the level of the problem.
  int steps() {
    return sums.size();
  }

  /// The problem that asks for the last sum.
  ///
  /// @param told the sentences in the order they are told
  Draft asked(List<String> told, String question) {
    String text = String.join(" ", told) + " " + question;
    return new Draft(text.strip(), sums.getLast().value(), this::write);
  }

  Draft asked(String question) {
    return asked(sentences, question);
  }

  /// A copy of what has been told.
  List<String> sentences() {
    return List.copyOf(sentences);
  }

  private void write(Scratchpad pad) {
    Columns columns = new Columns(pad);
    for (Sum sum : sums) {
      if (!sum.label.isEmpty()) {
        pad.line(sum.label);
      }
      switch (sum.sign) {
        case '+' -> columns.plus(sum.a, sum.b);
        case '-' -> columns.difference(sum.a, sum.b);
        case '*' -> columns.times(sum.a, sum.b);
        default -> columns.quotient(sum.a, sum.b);
      }
    }
  }
}
