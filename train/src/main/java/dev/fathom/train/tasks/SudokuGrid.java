package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A 4 by 4 sudoku: cells 0 to 15 by rows, 0 where empty.
record SudokuGrid(List<Integer> cells) {
  /// A cell that has one possible value, and how one sees it.
  ///
  /// @param hidden the value has only this place in its row, column or box
  record Move(int cell, int value, boolean hidden) {}

  private static final List<List<Integer>> PEERS =
      IntStream.range(0, 16).mapToObj(SudokuGrid::peers).toList();
  private static final List<String> PATTERNS =
      List.of(
          "1234341221434321",
          "1234341223414123",
          "1234341241232341",
          "1234341243212143",
          "1234342121434312",
          "1234342143122143",
          "1234431221433421",
          "1234431234212143",
          "1234432121433412",
          "1234432124133142",
          "1234432131422413",
          "1234432134122143");

  SudokuGrid {
    cells = List.copyOf(cells);
  }

  /// One of the 288 complete grids: one of the 12 that begin with 1 2 3 4, its values exchanged.
  static SudokuGrid complete(Draw draw) {
    String pattern = draw.of(PATTERNS);
    List<Integer> values = draw.shuffled(List.of(1, 2, 3, 4));
    return new SudokuGrid(pattern.chars().mapToObj(c -> values.get(c - '1')).toList());
  }

  SudokuGrid with(int cell, int value) {
    List<Integer> changed = new ArrayList<>(cells);
    changed.set(cell, value);
    return new SudokuGrid(changed);
  }

  boolean solved() {
    for (int cell = 0; cell < 16; cell++) {
      int value = cells.get(cell);
      if (value == 0 || sees(cell, value)) {
        return false;
      }
    }
    return true;
  }

  /// Whether this grid keeps all that another has filled.
  boolean extendsFrom(SudokuGrid clues) {
    for (int cell = 0; cell < 16; cell++) {
      if (clues.cells.get(cell) != 0 && !clues.cells.get(cell).equals(cells.get(cell))) {
        return false;
      }
    }
    return true;
  }

  /// The values in the row, column and box of a cell, rising.
  List<Integer> seen(int cell) {
    List<Integer> seen = new ArrayList<>();
    for (int value = 1; value <= 4; value++) {
      if (sees(cell, value)) {
        seen.add(value);
      }
    }
    return seen;
  }

  /// The moves that fill the grid, first those that one sees at once; fewer where one is stuck.
  List<Move> moves() {
    List<Move> moves = new ArrayList<>();
    SudokuGrid grid = this;
    for (Move move = grid.next(); move.cell >= 0; move = grid.next()) {
      moves.add(move);
      grid = grid.with(move.cell, move.value);
    }
    return moves;
  }

  int empty() {
    return (int) cells.stream().filter(v -> v == 0).count();
  }

  String written(String gap) {
    StringBuilder text = new StringBuilder();
    for (int cell = 0; cell < 16; cell++) {
      int value = cells.get(cell);
      text.append(value == 0 ? "_" : value);
      text.append(cell == 15 ? "" : cell % 4 == 3 ? "\n" : gap);
    }
    return text.toString();
  }

  private Move next() {
    for (int cell = 0; cell < 16; cell++) {
      int mask = cells.get(cell) == 0 ? mask(cell) : 0;
      if (Integer.bitCount(mask) == 3) {
        return new Move(cell, Integer.numberOfTrailingZeros(~mask & 0b11110), false);
      }
    }
    for (int cell = 0; cell < 16; cell++) {
      for (int value = 1; value <= 4; value++) {
        if (free(cell, value) && onlyPlace(cell, value)) {
          return new Move(cell, value, true);
        }
      }
    }
    return new Move(-1, 0, false);
  }

  private boolean onlyPlace(int cell, int value) {
    for (int unit = 0; unit < 3; unit++) {
      boolean elsewhere = false;
      for (int other = 0; other < 16; other++) {
        elsewhere |= together(cell, other, unit) && free(other, value);
      }
      if (!elsewhere) {
        return true;
      }
    }
    return false;
  }

  private boolean free(int cell, int value) {
    return cells.get(cell) == 0 && !sees(cell, value);
  }

  private boolean sees(int cell, int value) {
    return (mask(cell) >> value & 1) == 1;
  }

  /// The values a cell sees as bits 1 to 4.
  private int mask(int cell) {
    int mask = 0;
    for (int peer : PEERS.get(cell)) {
      mask |= 1 << cells.get(peer);
    }
    return mask & 0b11110;
  }

  private static List<Integer> peers(int cell) {
    return IntStream.range(0, 16)
        .filter(b -> together(cell, b, 0) || together(cell, b, 1) || together(cell, b, 2))
        .boxed()
        .toList();
  }

  /// Whether two different cells share a row (0), column (1) or box (2).
  private static boolean together(int a, int b, int unit) {
    boolean same =
        switch (unit) {
          case 0 -> a / 4 == b / 4;
          case 1 -> a % 4 == b % 4;
          default -> a / 8 == b / 8 && a % 4 / 2 == b % 4 / 2;
        };
    return same && a != b;
  }
}
