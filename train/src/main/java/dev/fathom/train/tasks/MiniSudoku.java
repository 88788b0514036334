package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// `mini_sudoku`: 4 by 4, solved in the order in which cells can be seen, never by guessing.
final class MiniSudoku implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          Solve this 4x4 sudoku:\\n{g}
          Solve this mini sudoku:\\n{g}
          Fill in the 4x4 sudoku. Each row, column and 2x2 box has 1 to 4.\\n{g}
          4x4 sudoku:\\n{g}
          In this 4x4 Mini Sudoku puzzle each row, column and 2x2 subgrid contains 1 to 4:\\n{g}
          Complete the grid so that every row, column and box has 1, 2, 3, 4:\\n{g}
          Here is a small sudoku. Please solve it:\\n{g}
          mini sudoku\\n{g}
          """,
          """
          Löse dieses 4x4-Sudoku:\\n{g}
          Löse dieses kleine Sudoku:\\n{g}
          Fülle das 4x4-Sudoku aus. Jede Zeile, Spalte und jedes 2x2-Feld enthält 1 bis 4.\\n{g}
          4x4-Sudoku:\\n{g}
          In diesem kleinen 4x4-Sudoku stehen in jeder Zeile, jeder Spalte und jedem Block 1 bis 4:\\n{g}
          Ergänze das Gitter, sodass jede Zeile, jede Spalte und jeder Block 1, 2, 3, 4 hat:\\n{g}
          Hier ist ein kleines Sudoku. Bitte löse es:\\n{g}
          kleines Sudoku\\n{g}
          """);

  @Override
  public String family() {
    return "mini_sudoku";
  }

  @Override
  public List<String> levels() {
    return List.of("4 or 5 cells empty", "6 or 7 cells empty", "8 or 9 empty", "10 to 12 empty");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    SudokuGrid full = SudokuGrid.complete(draw);
    int empty = 2 + 2 * level + draw.below(level == 4 ? 3 : 2);
    SudokuGrid clues = emptied(full, empty, draw);
    String question = PHRASES.pick(draw, language, "g", clues.written(" ")).replace("\\n", "\n");
    return new Draft(
        question,
        full.written(" "),
        pad -> work(clues, pad),
        Map.of("puzzle", clues.written("").replace("\n", "")));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    String figures = Answers.bare(answer).replaceAll("[\\s|]", "");
    if (!figures.matches("[1-4]{16}")
        || !(problem.metadata().get("puzzle") instanceof String clues)) {
      return false;
    }
    SudokuGrid grid = read(figures);
    return grid.solved() && grid.extendsFrom(read(clues.replace('_', '0')));
  }

  private static SudokuGrid read(String figures) {
    return new SudokuGrid(figures.chars().mapToObj(c -> c - '0').toList());
  }

  /// Empties cells in random order, only such as can be seen again.
  private static SudokuGrid emptied(SudokuGrid full, int empty, Draw draw) {
    while (true) {
      SudokuGrid grid = full;
      List<Integer> order = draw.shuffled(IntStream.range(0, 16).boxed().toList());
      for (int cell : order) {
        if (grid.empty() == empty) {
          return grid;
        }
        SudokuGrid less = grid.with(cell, 0);
        grid = less.moves().size() == less.empty() ? less : grid;
      }
      if (grid.empty() == empty) {
        return grid;
      }
    }
  }

  private static void work(SudokuGrid clues, Scratchpad pad) {
    SudokuGrid grid = clues;
    for (SudokuGrid.Move move : clues.moves()) {
      List<String> seen = new ArrayList<>();
      grid.seen(move.cell()).forEach(v -> seen.add(v.toString()));
      String place = "r" + (move.cell() / 4 + 1) + "c" + (move.cell() % 4 + 1);
      int wrong = move.value() % 4 + 1;
      if (move.hidden()) {
        String only = pad.say(" only place for ", " einziger Platz für ");
        pad.choice(place + only + move.value(), place + only + wrong);
      } else {
        String head = place + ": " + String.join(" ", seen) + " -> ";
        pad.choice(head + move.value(), head + wrong);
      }
      grid = grid.with(move.cell(), move.value());
    }
  }
}
