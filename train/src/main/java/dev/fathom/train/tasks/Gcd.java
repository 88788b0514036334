package dev.fathom.train.tasks;

import java.util.List;

/// `gcd`: the greatest common divisor of two numbers, by Euclid's algorithm.
final class Gcd implements Recipe {
  private static final List<Integer> MOST = List.of(50, 150, 400, 1000);

  private static final Phrases PHRASES =
      Phrases.of(
          """
          What is the greatest common divisor of {a} and {b}?
          gcd({a}, {b})
          gcd of {a} and {b}
          Find the gcd of {a} and {b}.
          Find the Greatest Common Divisor (GCD) of these numbers: {a}, {b}.
          Which is the largest number that divides both {a} and {b}?
          Compute gcd({a},{b}).
          What is the greatest common factor of {a} and {b}?
          Calculate the greatest common divisor of {a} and {b}.
          """,
          """
          Was ist der größte gemeinsame Teiler von {a} und {b}?
          ggT({a}, {b})
          ggT von {a} und {b}
          Bestimme den ggT von {a} und {b}.
          Finde den größten gemeinsamen Teiler dieser Zahlen: {a}, {b}.
          Welche größte Zahl teilt sowohl {a} als auch {b}?
          Berechne ggT({a},{b}).
          Wie groß ist der ggT von {a} und {b}?
          Berechne den größten gemeinsamen Teiler von {a} und {b}.
          """);

  @Override
  public String family() {
    return "gcd";
  }

  @Override
  public List<String> levels() {
    return MOST.stream().map(most -> "numbers up to " + most).toList();
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int most = MOST.get(level - 1);
    int common = draw.chance(0.25) ? 1 : draw.between(2, most / 5);
    int a = common * draw.between(1, most / common);
    int drawn = common * draw.between(1, most / common);
    int b = drawn != a ? drawn : a > common ? a - common : a + common;
    String question = PHRASES.ask(draw, language, "a", a, "b", b);
    return new Draft(question, of(a, b), pad -> work(a, b, pad));
  }

  static long of(long a, long b) {
    return b == 0 ? a : of(b, a % b);
  }

  /// The lines of Euclid's algorithm.
  static void work(long a, long b, Scratchpad pad) {
    Columns columns = new Columns(pad);
    long x = Math.max(a, b);
    long y = Math.min(a, b);
    while (y > 0) {
      columns.quotient(x, y);
      long rest = x % y;
      x = y;
      y = rest;
    }
    pad.line("gcd=" + x);
  }
}
