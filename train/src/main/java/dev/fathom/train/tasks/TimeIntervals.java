package dev.fathom.train.tasks;

import java.util.List;

/// `time_intervals` (held out): how long it is from one time of day to a later one, as `HH:MM`.
final class TimeIntervals implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          How much time passes from {a} to {b}? Answer as HH:MM.
          What is the time difference between {a} and {b}? Answer as HH:MM.
          A meeting lasts from {a} to {b}. How long is it? Answer as HH:MM.
          Calculate the time from {a} to {b} as HH:MM.
          """,
          """
          Wie viel Zeit vergeht von {a} bis {b}? Antworte als HH:MM.
          Wie groß ist der Zeitunterschied zwischen {a} und {b}? Antworte als HH:MM.
          Eine Sitzung dauert von {a} bis {b}. Wie lange ist das? Antworte als HH:MM.
          Berechne die Zeit von {a} bis {b} als HH:MM.
          """);

  @Override
  public String family() {
    return "time_intervals";
  }

  @Override
  public List<String> levels() {
    return List.of("full quarters of hours", "any minutes");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int unit = level == 1 ? 15 : 1;
    int from = draw.below(1439 / unit) * unit;
    int to = from + draw.between(1, (1439 - from) / unit) * unit;
    String question = PHRASES.ask(draw, language, "a", clock(from), "b", clock(to));
    return new Draft(question, clock(to - from), pad -> work(from, to, pad));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    String said = Answers.bare(answer);
    return said.equals(problem.answer()) || ("0" + said).equals(problem.answer());
  }

  private static String clock(int minutes) {
    return "%02d:%02d".formatted(minutes / 60, minutes % 60);
  }

  private static void work(int from, int to, Scratchpad pad) {
    Columns columns = new Columns(pad);
    int hours = to / 60;
    int minutes = to % 60;
    if (minutes < from % 60) {
      columns.plus(minutes, 60);
      columns.difference(hours, 1);
      minutes += 60;
      hours--;
    }
    columns.difference(minutes, from % 60);
    columns.difference(hours, from / 60);
  }
}
