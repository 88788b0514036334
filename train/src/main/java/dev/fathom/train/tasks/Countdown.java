package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `countdown`: an expression of all the numbers, each once, that makes the target.
final class Countdown implements Recipe {
  /// How many numbers, how large, and the targets, per level.
  private record Size(int numbers, int most, int leastTarget, int mostTarget) {}

  private static final List<Size> SIZES =
      List.of(
          new Size(3, 12, 5, 60),
          new Size(3, 25, 10, 150),
          new Size(3, 99, 10, 999),
          new Size(4, 12, 10, 100),
          new Size(4, 25, 10, 300));

  private static final Phrases PHRASES =
      Phrases.of(
          """
          Make {t} from {l}, using each number once.
          Using the numbers {l}, create an expression that equals {t}.
          Using all the numbers {l} exactly once, create an expression that equals {t}.
          Countdown: {l} -> {t}
          How do you get {t} from {l}?
          Combine {l} with + - * / to make {t}.
          Find an expression with {l} that makes {t}. Use every number once.
          Numbers: {l}. Target: {t}.
          Reach {t} with {l}; each number once.
          """,
          """
          Bilde {t} aus {l}, jede Zahl einmal.
          Bilde mit den Zahlen {l} einen Ausdruck, der {t} ergibt.
          Bilde mit allen Zahlen {l}, jede genau einmal, einen Ausdruck, der {t} ergibt.
          Zahlenrätsel: {l} -> {t}
          Wie kommt man mit {l} auf {t}?
          Verknüpfe {l} mit + - * / so, dass {t} herauskommt.
          Finde einen Ausdruck mit {l}, der {t} ergibt. Verwende jede Zahl einmal.
          Zahlen: {l}. Ziel: {t}.
          Erreiche {t} mit {l}; jede Zahl einmal.
          """);

  @Override
  public String family() {
    return "countdown";
  }

  @Override
  public List<String> levels() {
    return SIZES.stream().map(Countdown::meaning).toList();
  }

  private static String meaning(Size s) {
    return "%d numbers up to %d, targets %d to %d"
        .formatted(s.numbers, s.most, s.leastTarget, s.mostTarget);
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    Size size = SIZES.get(level - 1);
    while (true) {
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < size.numbers; i++) {
        numbers.add(draw.between(1, size.most));
      }
      int target = target(numbers, draw);
      // four numbers to 24 are the held-out puzzle24
      boolean kept = numbers.size() == 4 && target == 24;
      if (target >= size.leastTarget && target <= size.mostTarget && !kept) {
        return draft(draw, language, List.copyOf(numbers), target);
      }
    }
  }

  private static Draft draft(Draw draw, Language language, List<Integer> numbers, int target) {
    String list = String.join(", ", numbers.stream().map(String::valueOf).toList());
    String question = PHRASES.ask(draw, language, "l", list, "t", target);
    CountdownSearch search = CountdownSearch.of(numbers, target, draw);
    return new Draft(
        question, search.solution(), search::write, Map.of("numbers", numbers, "target", target));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    List<Integer> numbers = new ArrayList<>();
    for (Object number : (List<?>) problem.metadata().getOrDefault("numbers", List.of())) {
      numbers.add((Integer) number);
    }
    return problem.metadata().get("target") instanceof Integer target
        && Formula.makes(answer, numbers, target);
  }

  private static int taken(List<Integer> from, Draw draw) {
    int at = draw.below(from.size());
    return from.remove(/* index */ at);
  }

  /// What random steps make of all numbers; 0 or less where a step fails.
  private static int target(List<Integer> numbers, Draw draw) {
    List<Integer> left = new ArrayList<>(numbers);
    while (left.size() > 1) {
      int a = taken(left, draw);
      int b = taken(left, draw);
      char sign = "++--**/".charAt(draw.below(7));
      if (sign == '/' && a % b != 0) {
        return 0;
      }
      int made = CountdownSearch.Sum.value(Math.max(a, b), sign, Math.min(a, b));
      if (made <= 0 || made > 9999) {
        return 0;
      }
      left.add(made);
    }
    return left.getFirst();
  }
}
