package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;

/// `prime_factorization`: the prime factors in rising order, by trial division.
final class PrimeFactorization implements Recipe {
  private static final List<Integer> MOST = List.of(60, 300, 1000);

  private static final Phrases PHRASES =
      Phrases.of(
          """
          What are the prime factors of {n}?
          Find the prime factorization of {n}.
          Find the prime factorization of {n}. Write the factors separated by *
          Factor {n} into primes.
          Write {n} as a product of primes.
          Decompose {n} into prime factors.
          prime factors of {n}
          What is the prime factorization of {n}?
          """,
          """
          Was sind die Primfaktoren von {n}?
          Bestimme die Primfaktorzerlegung von {n}.
          Zerlege {n} in Primfaktoren, getrennt durch *
          Zerlege {n} in Primfaktoren.
          Schreibe {n} als Produkt von Primzahlen.
          Finde die Primfaktoren von {n}.
          Primfaktoren von {n}
          Wie lautet die Primfaktorzerlegung von {n}?
          """);

  @Override
  public String family() {
    return "prime_factorization";
  }

  @Override
  public List<String> levels() {
    return MOST.stream().map(most -> "2 to " + most).toList();
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int value = draw.between(2, MOST.get(level - 1));
    List<Integer> factors = factors(value);
    String answer = String.join(" * ", factors.stream().map(String::valueOf).toList());
    String question = PHRASES.ask(draw, language, "n", value);
    return new Draft(question, answer, pad -> work(value, pad));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    String text = Answers.bare(answer).replaceAll("\\s*[*×·x]\\s*", " * ");
    return text.equals(problem.answer());
  }

  private static List<Integer> factors(int value) {
    List<Integer> factors = new ArrayList<>();
    int rest = value;
    for (int p = 2; rest > 1; p++) {
      while (rest % p == 0) {
        factors.add(p);
        rest /= p;
      }
    }
    return factors;
  }

  private static void work(int value, Scratchpad pad) {
    Columns columns = new Columns(pad);
    int rest = value;
    for (int p : List.of(2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31)) {
      while (rest > p && p * p <= rest && divides(p, rest, columns, pad)) {
        rest /= p;
      }
    }
    pad.line(rest + pad.say(" is prime", " ist prim"));
  }

  /// What the last digit or the sum of digits tells is not divided out.
  private static boolean divides(int p, int n, Columns columns, Scratchpad pad) {
    boolean plain = (p == 2 || p == 5) && n % p != 0;
    if (plain) {
      pad.line(n + pad.say(": not ", ": nicht ") + p);
    } else {
      columns.quotient(n, p);
    }
    return n % p == 0;
  }
}
