package dev.fathom.train.tasks;

import java.util.List;

/// `fraction_simplification` (held out): a fraction in lowest terms.
final class FractionSimplification implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          Simplify the fraction {a}/{b}.
          Simplify the fraction {a}/{b} to its lowest terms.
          Reduce {a}/{b}.
          Write the fraction {a}/{b} in lowest terms.
          """,
          """
          Kürze den Bruch {a}/{b}.
          Kürze den Bruch {a}/{b} so weit wie möglich.
          Kürze {a}/{b} vollständig.
          Schreibe den Bruch {a}/{b} in gekürzter Form.
          """);

  @Override
  public String family() {
    return "fraction_simplification";
  }

  @Override
  public List<String> levels() {
    return List.of("numbers up to 100", "numbers up to 1000");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int factor = draw.between(2, level == 1 ? 9 : 40);
    int most = (level == 1 ? 100 : 1000) / factor;
    int under = draw.between(3, most);
    int over = draw.between(1, under - 1);
    long common = Gcd.of(over, under);
    long a = over / common;
    long b = under / common;
    return new Draft(
        PHRASES.ask(draw, language, "a", a * factor, "b", b * factor),
        a + "/" + b,
        pad -> {
          Gcd.work(a * factor, b * factor, pad);
          new Columns(pad).quotient(a * factor, factor);
          new Columns(pad).quotient(b * factor, factor);
        });
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return Answers.bare(answer).replaceAll("\\s*/\\s*", "/").equals(problem.answer());
  }
}
