package dev.fathom.train.tasks;

import java.util.List;

/// Levels of a family that one figure is measured on.
///
/// @param name of the figure
/// @param from first level, 1 the easiest
/// @param to last level, included
public record Band(String name, String family, int from, int to) {
  public Band {
    if (from < 1 || to < from) {
      throw new IllegalArgumentException(
          "band '" + name + "' must be of levels from 1 up, got " + from + " to " + to);
    }
  }

  /// The figures a run must show.
  public static List<Band> acceptance() {
    return List.of(
        new Band("chain sums up to 4 terms of 3 digits", "chain_sum", 3, 3),
        new Band("products 2x2 digits", "products", 2, 2),
        new Band("word problems, 2 steps", "word_problems", 2, 2),
        new Band("word problems, 4 steps", "word_problems", 4, 4),
        new Band("countdown with 3 numbers", "countdown", 1, 3),
        new Band("knights and knaves, 2", "knights_knaves", 1, 2));
  }

  /// Where a freshly taught model fails often and reinforcement has something to gain.
  public static List<Band> reinforcement() {
    return List.of(
        new Band("long chain sums", "chain_sum", 4, 5),
        new Band("products with 3 digits", "products", 3, 4),
        new Band("division by 2 digits", "division_with_remainder", 4, 5),
        new Band("larger gcd", "gcd", 4, 4),
        new Band("any base to any", "base_conversion", 3, 4),
        new Band("long lists", "number_sorting", 4, 4),
        new Band("long stories", "word_problems", 4, 6),
        new Band("countdown", "countdown", 3, 5),
        new Band("knights and knaves, 3", "knights_knaves", 3, 4),
        new Band("mini sudoku", "mini_sudoku", 3, 4),
        new Band("factors up to 1000", "prime_factorization", 3, 3));
  }
}
