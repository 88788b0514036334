package dev.fathom.train.tasks;

import java.util.List;

/// `lcm` (held out): the least common multiple, by way of the greatest common divisor.
final class Lcm implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          What is the least common multiple of {a} and {b}?
          lcm({a}, {b})
          Find the Least Common Multiple (LCM) of these numbers: {a}, {b}
          Compute the lcm of {a} and {b}.
          """,
          """
          Was ist das kleinste gemeinsame Vielfache von {a} und {b}?
          kgV({a}, {b})
          Finde das kleinste gemeinsame Vielfache dieser Zahlen: {a}, {b}
          Berechne das kgV von {a} und {b}.
          """);

  @Override
  public String family() {
    return "lcm";
  }

  @Override
  public List<String> levels() {
    return List.of("numbers up to 20", "numbers up to 100");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int a = draw.between(2, level == 1 ? 20 : 100);
    int b = draw.between(2, level == 1 ? 20 : 100);
    long common = Gcd.of(a, b);
    return new Draft(
        PHRASES.ask(draw, language, "a", a, "b", b),
        a / common * b,
        pad -> {
          Gcd.work(a, b, pad);
          long part = new Columns(pad).quotient(a, common);
          new Columns(pad).times(part, b);
        });
  }
}
