package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;

/// `chain_sum`: sums and differences of several whole numbers, from left to right.
final class ChainSum implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          What is {e}?
          {e}
          {e}=
          {e} = ?
          Calculate {e}.
          Compute {e}.
          How much is {e}?
          Work out {e}.
          State the final answer to the following arithmetic problem: {e} =
          Please tell me what {e} is.
          Find the result of {e}.
          Evaluate {e}
          Can you solve {e}?
          What do you get for {e}?
          {e}?
          What's {e}?
          Solve {e}
          Hey, what is {e}?
          I need the result of {e}.
          {e} is how much?
          """,
          """
          Was ist {e}?
          {e}
          {e}=
          {e} = ?
          Berechne {e}.
          Wie viel ist {e}?
          Wieviel ist {e}?
          Rechne {e} aus.
          Was ergibt {e}?
          Wie lautet das Ergebnis von {e}?
          Bitte rechne {e}.
          Kannst du {e} ausrechnen?
          Was kommt bei {e} heraus?
          Ermittle {e}
          {e}?
          Was macht {e}?
          Löse {e}
          Hey, was ist {e}?
          Ich brauche das Ergebnis von {e}.
          {e} ist wie viel?
          """);

  private static final Phrases SUMS =
      Phrases.of(
          """
          Compute the sum of {l}.
          Add {l}.
          What is the sum of {l}?
          Add up {l}.
          What do {l} make together?
          """,
          """
          Berechne die Summe von {l}.
          Addiere {l}.
          Was ist die Summe von {l}?
          Wie groß ist die Summe aus {l}?
          Zähle {l} zusammen.
          """);

  private static final Phrases DIFFERENCES =
      Phrases.of(
          """
          Subtract {b} from {a}.
          What is the difference between {a} and {b}?
          Take {b} away from {a}.
          How much is {a} less {b}?
          """,
          """
          Subtrahiere {b} von {a}.
          Was ist die Differenz von {a} und {b}?
          Ziehe {b} von {a} ab.
          Wie viel bleibt, wenn man {b} von {a} abzieht?
          """);

  @Override
  public String family() {
    return "chain_sum";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "2 terms of 1 or 2 digits",
        "2 or 3 terms of up to 3 digits",
        "2 to 4 terms of up to 3 digits",
        "3 to 5 terms of up to 4 digits",
        "5 terms of up to 4 digits or 6 of up to 3");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    List<Long> terms = terms(draw, level);
    long sum = terms.stream().mapToLong(Long::longValue).sum();
    return new Draft(question(terms, draw, language), sum, pad -> work(terms, pad));
  }

  private static List<Long> terms(Draw draw, int level) {
    int count = draw.between(List.of(2, 2, 2, 3, 5).get(level - 1), level == 1 ? 2 : level + 1);
    int most = List.of(2, 3, 3, 4, 4).get(level - 1);
    double negative = draw.of(List.of(0.0, 0.3, 0.5));
    List<Long> terms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean full = level < 5 && draw.chance(0.6);
      int digits = full ? most : draw.between(1, count == 6 ? 3 : most);
      long term = draw.digits(digits);
      terms.add(i > 0 && draw.chance(negative) ? -term : term);
    }
    return terms;
  }

  private static String question(List<Long> terms, Draw draw, Language language) {
    boolean rising = terms.stream().allMatch(t -> t >= 0);
    if (rising && draw.chance(0.2)) {
      List<String> items = terms.stream().map(String::valueOf).toList();
      return SUMS.ask(draw, language, "l", Phrases.list(items, language));
    }
    if (terms.size() == 2 && terms.get(1) < 0 && draw.chance(0.25)) {
      return DIFFERENCES.ask(draw, language, "a", terms.get(0), "b", -terms.get(1));
    }
    return PHRASES.ask(draw, language, "e", expression(terms, draw));
  }

  private static String expression(List<Long> terms, Draw draw) {
    int style = draw.below(10);
    String gap = style < 4 ? "" : " ";
    StringBuilder text = new StringBuilder().append(terms.getFirst());
    for (long term : terms.subList(1, terms.size())) {
      String sign = term < 0 ? "-" : "+";
      String word = style == 9 ? (sign.equals("-") ? "minus" : "plus") : sign;
      text.append(gap).append(word).append(gap).append(Math.abs(term));
    }
    return text.toString();
  }

  private static void work(List<Long> terms, Scratchpad pad) {
    Columns columns = new Columns(pad);
    long total = terms.getFirst();
    for (long term : terms.subList(1, terms.size())) {
      total = columns.sum(total, term);
    }
  }
}
