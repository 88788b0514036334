package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// `number_sorting`: whole numbers in rising or falling order, taking the next one out of the rest.
final class NumberSorting implements Recipe {
  private static final Phrases RISING =
      Phrases.of(
          """
          Sort these numbers in ascending order: {l}
          Sort {l} from smallest to largest.
          Put these numbers in order, smallest first: {l}
          Arrange {l} in increasing order.
          sort ascending: {l}
          Order the numbers {l} from low to high.
          Sort the list [{l}].
          Write {l} in ascending order.
          """,
          """
          Sortiere diese Zahlen aufsteigend: {l}
          Sortiere {l} von klein nach groß.
          Ordne diese Zahlen, die kleinste zuerst: {l}
          Bringe {l} in aufsteigende Reihenfolge.
          sortiere aufsteigend: {l}
          Ordne die Zahlen {l} der Größe nach, beginnend mit der kleinsten.
          Sortiere die Liste [{l}].
          Schreibe {l} in aufsteigender Reihenfolge.
          """);

  private static final Phrases FALLING =
      Phrases.of(
          """
          Sort these numbers in descending order: {l}
          Sort {l} from largest to smallest.
          Put these numbers in order, largest first: {l}
          Arrange {l} in decreasing order.
          sort descending: {l}
          Order the numbers {l} from high to low.
          Sort the list [{l}] in descending order.
          Write {l} in descending order.
          """,
          """
          Sortiere diese Zahlen absteigend: {l}
          Sortiere {l} von groß nach klein.
          Ordne diese Zahlen, die größte zuerst: {l}
          Bringe {l} in absteigende Reihenfolge.
          sortiere absteigend: {l}
          Ordne die Zahlen {l} der Größe nach, beginnend mit der größten.
          Sortiere die Liste [{l}] absteigend.
          Schreibe {l} in absteigender Reihenfolge.
          """);

  @Override
  public String family() {
    return "number_sorting";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "3 or 4 numbers of up to 2 digits",
        "3 to 6 numbers of up to 3 digits",
        "5 to 8 numbers of up to 3 digits",
        "7 to 10 numbers of up to 3 digits, also negative");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int least = List.of(3, 3, 5, 7).get(level - 1);
    int count = draw.between(least, List.of(4, 6, 8, 10).get(level - 1));
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int digits = level == 1 ? draw.between(1, 2) : draw.of(List.of(1, 2, 2, 3));
      numbers.add(draw.digits(digits) * (level == 4 && draw.chance(0.2) ? -1 : 1));
    }
    boolean falling = draw.chance(0.4);
    List<Integer> sorted = new ArrayList<>(numbers);
    sorted.sort(falling ? Collections.reverseOrder() : Comparator.naturalOrder());
    String list = joined(numbers, ", ");
    String question = (falling ? FALLING : RISING).ask(draw, language, "l", list);
    return new Draft(question, "[" + joined(sorted, ", ") + "]", pad -> work(numbers, sorted, pad));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return Answers.integers(answer).equals(Answers.integers(problem.answer()));
  }

  private static void work(List<Integer> numbers, List<Integer> sorted, Scratchpad pad) {
    List<Integer> rest = new ArrayList<>(numbers);
    for (Integer next : sorted) {
      Integer other = rest.size() > 1 ? sorted.getLast() : next;
      String wrong = taken(other, rest);
      String right = taken(next, rest);
      remove(next, rest);
      if (wrong.equals(right)) {
        pad.line(right);
      } else {
        pad.choice(right, wrong);
      }
    }
  }

  /// `3; 8 5`: the one taken, and what it leaves.
  private static String taken(Integer next, List<Integer> from) {
    List<Integer> left = new ArrayList<>(from);
    remove(next, left);
    return left.isEmpty() ? next.toString() : next + "; " + joined(left, " ");
  }

  private static void remove(Integer value, List<Integer> from) {
    int at = from.indexOf(value);
    from.remove(/* index */ at);
  }

  private static String joined(List<Integer> numbers, String separator) {
    return String.join(separator, numbers.stream().map(String::valueOf).toList());
  }
}
