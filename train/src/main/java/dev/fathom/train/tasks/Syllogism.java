package dev.fathom.train.tasks;

import java.util.List;

/// `syllogism` (held out): whether a conclusion follows from two premises.
final class Syllogism implements Recipe {
  /// A figure: what the premises and the conclusion say, and whether it follows.
  private record Figure(String english, String german, boolean follows) {}

  private static final List<String> ENGLISH =
      List.of("cats", "poets", "birds", "dancers", "farmers", "robots", "singers", "sailors");
  private static final List<String> GERMAN =
      List.of("Katzen", "Dichter", "Vögel", "Tänzer", "Bauern", "Roboter", "Sänger", "Seeleute");

  private static final List<Figure> FIGURES =
      List.of(
          new Figure(
              "All {a} are {b}. All {b} are {c}. Does it follow that all {a} are {c}?",
              "Alle {a} sind {b}. Alle {b} sind {c}. Folgt daraus, dass alle {a} {c} sind?",
              true),
          new Figure(
              "All {a} are {b}. No {b} are {c}. Does it follow that no {a} are {c}?",
              "Alle {a} sind {b}. Keine {b} sind {c}. Folgt daraus, dass keine {a} {c} sind?",
              true),
          new Figure(
              "Some {a} are {b}. All {b} are {c}. Does it follow that some {a} are {c}?",
              "Einige {a} sind {b}. Alle {b} sind {c}. Folgt daraus, dass einige {a} {c} sind?",
              true),
          new Figure(
              "All {a} are {b}. All {c} are {b}. Does it follow that all {a} are {c}?",
              "Alle {a} sind {b}. Alle {c} sind {b}. Folgt daraus, dass alle {a} {c} sind?",
              false),
          new Figure(
              "Some {a} are {b}. Some {b} are {c}. Does it follow that some {a} are {c}?",
              "Einige {a} sind {b}. Einige {b} sind {c}. Folgt daraus, dass einige {a} {c} sind?",
              false),
          new Figure(
              "No {a} are {b}. No {b} are {c}. Does it follow that no {a} are {c}?",
              "Keine {a} sind {b}. Keine {b} sind {c}. Folgt daraus, dass keine {a} {c} sind?",
              false));

  @Override
  public String family() {
    return "syllogism";
  }

  @Override
  public List<String> levels() {
    return List.of("two premises");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    Figure figure = draw.of(FIGURES);
    List<String> words = draw.some(3, language.choose(ENGLISH, GERMAN));
    String text = language.choose(figure.english, figure.german);
    String question = Phrases.filled(text, "a", words.get(0), "b", words.get(1), "c", words.get(2));
    String answer = language.choose(figure.follows ? "yes" : "no", figure.follows ? "ja" : "nein");
    return new Draft(question, answer, pad -> {});
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return Answers.sameWord(answer, problem);
  }
}
