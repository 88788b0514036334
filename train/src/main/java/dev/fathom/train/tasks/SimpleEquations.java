package dev.fathom.train.tasks;

import java.util.List;

/// `simple_equations`: one unknown, solved by doing the same on both sides.
final class SimpleEquations implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          Solve for {x}: {e}
          {e}
          Find the value of {x} in the equation: {e}
          Solve {e}
          What is {x} if {e}?
          If {e}, what is {x}?
          Determine {x}: {e}
          Solve the equation {e} for {x}.
          {e}, {x} = ?
          For which {x} is {e}?
          """,
          """
          Löse nach {x} auf: {e}
          {e}
          Bestimme den Wert von {x} in der Gleichung: {e}
          Löse {e}
          Was ist {x}, wenn {e}?
          Wenn {e}, wie groß ist {x}?
          Bestimme {x}: {e}
          Löse die Gleichung {e} nach {x}.
          {e}, {x} = ?
          Für welches {x} gilt {e}?
          """);

  @Override
  public String family() {
    return "simple_equations";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "x + a = b, x - a = b or a * x = b",
        "a * x + b = c",
        "a * x + b = c * x + d",
        "a * (x + b) = c, and a * x + b + c * x = d");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    String x = draw.chance(0.6) ? "x" : draw.of(List.of("y", "z", "n", "a", "b", "k", "t"));
    int root = draw.between(level > 2 && draw.chance(0.3) ? -20 : 0, level == 1 ? 99 : 40);
    Linear equation = equation(draw, level, root);
    String text = equation.written(x, draw.chance(0.5), draw.chance(0.5));
    String question = PHRASES.ask(draw, language, "x", x, "e", text);
    return new Draft(question, root, pad -> equation.work(x, pad));
  }

  private static Linear equation(Draw draw, int level, int root) {
    int a = draw.between(2, level < 3 ? 12 : 9);
    int b = draw.between(1, 99) * (draw.chance(0.4) ? -1 : 1);
    return switch (level) {
      case 1 ->
          draw.chance(0.35)
              ? new Linear(Linear.Form.SUM, draw.between(2, 9), 0, 0, root)
              : new Linear(Linear.Form.SUM, 1, b, 0, root);
      case 2 -> new Linear(Linear.Form.SUM, a, b, 0, root);
      case 3 -> new Linear(Linear.Form.BOTH_SIDES, a + 1, b, draw.between(1, a), root);
      default ->
          draw.chance(0.5)
              ? new Linear(Linear.Form.BRACKET, a, draw.between(1, 20) * (b < 0 ? -1 : 1), 0, root)
              : new Linear(Linear.Form.TWICE, a, b, draw.between(1, 9), root);
    };
  }
}
