package dev.fathom.train.tasks;

import java.util.List;

/// What must be known by heart: families of one tiny step each, for pre-training.
enum Drill implements Recipe {
  /// Three digits added, the last a carry: one column of a sum.
  ADDITION("drill_addition", "two digits and a carry", "a digit from a number, with borrow") {
    @Override
    public Draft draft(Draw draw, int level, Language language) {
      int b = draw.below(10);
      int c = draw.below(level == 1 ? 10 : 2);
      int a = level == 1 ? draw.below(10) : b + c + draw.below(10);
      String expression = level == 1 ? a + "+" + b + "+" + c : a + "-" + b + "-" + c;
      return known(expression, level == 1 ? a + b + c : a - b - c);
    }
  },
  /// One column of a product: digit by digit and a carry.
  TIMES("drill_times", "the times table", "the times table and a carry", "up to 99 by a digit") {
    @Override
    public Draft draft(Draw draw, int level, Language language) {
      int a = level == 3 ? draw.between(10, 99) : draw.below(11);
      int b = draw.below(10);
      int c = draw.below(10);
      return known(a + "*" + b + (level == 2 ? "+" + c : ""), a * b + (level == 2 ? c : 0));
    }
  },
  /// What is left after a division.
  MOD("drill_mod", "up to 99 by a digit", "up to 999 by up to 99, a one-digit quotient") {
    @Override
    public Draft draft(Draw draw, int level, Language language) {
      int divisor = level == 1 ? draw.between(2, 9) : draw.between(11, 99);
      int value = draw.below(10 * divisor);
      int rest = value % divisor;
      return new Draft(
          value + " mod " + divisor,
          rest,
          pad -> pad.line(value + "=" + divisor + "*" + value / divisor + "+" + rest));
    }
  },
  /// A number read backwards.
  REVERSE("drill_reverse", "2 to 4 digits", "5 to 8 digits") {
    @Override
    public Draft draft(Draw draw, int level, Language language) {
      int count = level == 1 ? draw.between(2, 4) : draw.between(5, 8);
      StringBuilder figures = new StringBuilder();
      for (int i = 0; i < count; i++) {
        figures.append(draw.below(10));
      }
      String word = language.choose("reverse ", "umgekehrt ");
      return new Draft(word + figures, new StringBuilder(figures).reverse().toString(), pad -> {});
    }

    @Override
    public boolean right(Problem problem, String answer) {
      return Answers.bare(answer).equals(problem.answer());
    }
  };

  private final String family;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> levels;

  Drill(String family, String... levels) {
    this.family = family;
    this.levels = List.of(levels);
  }

  @Override
  public String family() {
    return family;
  }

  @Override
  public List<String> levels() {
    return levels;
  }

  private static Draft known(String expression, long value) {
    return new Draft(expression, value, pad -> pad.step(expression, value));
  }
}
