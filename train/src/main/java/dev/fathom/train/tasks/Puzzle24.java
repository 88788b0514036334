package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `puzzle24` (held out): four numbers that make 24.
final class Puzzle24 implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          Make 24 using {l}. You can only use each number once.
          Play the game of 24 with {l}.
          24 game: {l}
          """,
          """
          Mache 24 aus {l}. Jede Zahl darf nur einmal vorkommen.
          Spiele das Spiel 24 mit {l}.
          24-Spiel: {l}
          """);

  @Override
  public String family() {
    return "puzzle24";
  }

  @Override
  public List<String> levels() {
    return List.of("4 numbers of 1 to 6", "4 numbers of 1 to 10");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    while (true) {
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        numbers.add(draw.between(1, level == 1 ? 6 : 10));
      }
      if (CountdownSearch.solvable(numbers, 24)) {
        CountdownSearch search = CountdownSearch.of(numbers, 24, draw);
        String list = String.join(", ", numbers.stream().map(String::valueOf).toList());
        return new Draft(
            PHRASES.ask(draw, language, "l", list),
            search.solution(),
            search::write,
            Map.of("numbers", List.copyOf(numbers), "target", 24));
      }
    }
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return new Countdown().right(problem, answer);
  }
}
