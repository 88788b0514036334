package dev.fathom.train.tasks;

import java.util.List;

/// `products`: two whole numbers multiplied.
final class Products implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          What is {a} * {b}?
          {a}*{b}
          {a} * {b} =
          {a} x {b}
          {a} × {b} = ?
          What is {a} times {b}?
          Calculate {a} × {b}.
          Compute the product of {a} and {b}.
          Multiply {a} by {b}.
          How much is {a} times {b}?
          Work out {a}*{b}.
          Solve the following multiplication: {a} * {b}
          Find {a} · {b}.
          What is the product of {a} and {b}?
          {a}*{b}?
          What's {a} x {b}?
          {a} times {b}
          """,
          """
          Was ist {a} * {b}?
          {a}*{b}
          {a} * {b} =
          {a} x {b}
          {a} · {b} = ?
          Was ist {a} mal {b}?
          Berechne {a} · {b}.
          Berechne das Produkt von {a} und {b}.
          Multipliziere {a} mit {b}.
          Wie viel ist {a} mal {b}?
          Rechne {a}*{b} aus.
          Wieviel ergibt {a} × {b}?
          Was ergibt {a} mal {b}?
          Wie lautet das Produkt aus {a} und {b}?
          {a}*{b}?
          Was macht {a} mal {b}?
          {a} mal {b}
          """);

  @Override
  public String family() {
    return "products";
  }

  @Override
  public List<String> levels() {
    return List.of("1 to 3 digits by 1", "2 digits by 2", "3 digits by 2", "3 digits by 3");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int first = level == 1 ? draw.of(List.of(1, 2, 2, 3)) : level == 2 ? 2 : 3;
    int second = level == 1 ? 1 : level == 4 ? 3 : 2;
    long a = draw.digits(first);
    long b = draw.digits(second);
    boolean turned = draw.chance(0.3);
    String question = PHRASES.ask(draw, language, "a", turned ? b : a, "b", turned ? a : b);
    return new Draft(
        question, a * b, pad -> new Columns(pad).times(turned ? b : a, turned ? a : b));
  }
}
