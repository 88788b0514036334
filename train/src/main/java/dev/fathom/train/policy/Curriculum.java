package dev.fathom.train.policy;

import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.recipe.StageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How often each level of each family is practised: as the mix says where its pass rate is in the
/// band, less and less the further it is outside, so that steps go where answers differ. What is
/// never seen keeps its share; nothing ever falls below a tenth of it.
final class Curriculum {
  private static final double FLOOR = 0.1;

  /// Weight of a new group's pass rate in the moving mean.
  private static final double WEIGHT = 0.2;

  private static final String NOTE = "pass.";

  private final StageConfig.Band band;
  private final List<Cell> cells = new ArrayList<>();

  /// A level of a family.
  static final class Cell {
    final String family;
    final int level;
    private final double base;
    private double pass;
    private int seen;

    private Cell(String family, int level, double base) {
      this.family = family;
      this.level = level;
      this.base = base;
    }

    private String key() {
      return NOTE + family + "." + level;
    }

    private void saw(double rate) {
      pass = seen == 0 ? rate : pass + WEIGHT * (rate - pass);
      seen++;
    }
  }

  Curriculum(MixConfig mix, StageConfig.Band band) {
    this.band = band;
    mix.families()
        .forEach(
            (family, share) -> {
              double sum = share.levels().stream().mapToDouble(Double::doubleValue).sum();
              for (int level = 1; level <= share.levels().size(); level++) {
                double part = share.share() * share.levels().get(level - 1) / sum;
                if (part > 0) {
                  cells.add(new Cell(family, level, part));
                }
              }
            });
  }

  List<Cell> cells() {
    return cells;
  }

  /// Of each cell, not normalised.
  List<Double> shares() {
    return cells.stream().map(cell -> cell.base * factor(cell)).toList();
  }

  private double factor(Cell cell) {
    double away = 0;
    if (cell.seen > 0 && cell.pass > band.high()) {
      away = (cell.pass - band.high()) / (1 - band.high());
    } else if (cell.seen > 0 && cell.pass < band.low()) {
      away = (band.low() - cell.pass) / band.low();
    }
    return 1 - (1 - FLOOR) * away;
  }

  /// A group of answers to a problem of `family` and `level` was judged.
  ///
  /// @param rate share of right ones
  void saw(String family, int level, double rate) {
    for (Cell cell : cells) {
      if (cell.family.equals(family) && cell.level == level) {
        cell.saw(rate);
      }
    }
  }

  /// The pass rates of what was seen, by `family.level`.
  Map<String, Double> rates() {
    Map<String, Double> rates = new TreeMap<>();
    for (Cell cell : cells) {
      if (cell.seen > 0) {
        rates.put(cell.family + "." + cell.level, cell.pass);
      }
    }
    return rates;
  }

  /// All it knows, exactly.
  Map<String, String> notes() {
    Map<String, String> notes = new TreeMap<>();
    for (Cell cell : cells) {
      if (cell.seen > 0) {
        notes.put(cell.key(), cell.pass + " " + cell.seen);
      }
    }
    return notes;
  }

  /// Goes on from what {@link #notes} said.
  void recall(Map<String, String> notes) {
    for (Cell cell : cells) {
      String note = notes.get(cell.key());
      cell.seen = 0;
      if (note != null) {
        int space = note.indexOf(' ');
        cell.pass = Double.parseDouble(note.substring(0, space));
        cell.seen = Integer.parseInt(note.substring(space + 1));
      }
    }
  }
}
