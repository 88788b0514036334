package dev.fathom.train.tasks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `base_conversion`: a whole number from one base (2 to 16) to another, by way of ten.
final class BaseConversion implements Recipe {
  private static final List<Integer> MOST = List.of(64, 255, 500, 1000);

  private static final Phrases PHRASES =
      Phrases.of(
          """
          Convert {n} from base {f} to base {t}.
          Convert the base-{f} number {n} to base-{t}
          What is {n} (base {f}) in base {t}?
          Write {n} of base {f} in base {t}.
          {n} base {f} to base {t}
          Express the base {f} number {n} in base {t}.
          Change {n} from base {f} to base {t}.
          How is {n} in base {f} written in base {t}?
          {n}_{f} = ?_{t}
          """,
          """
          Wandle {n} von Basis {f} in Basis {t} um.
          Rechne die Zahl {n} zur Basis {f} in die Basis {t} um.
          Was ist {n} (Basis {f}) zur Basis {t}?
          Schreibe {n} aus Basis {f} in Basis {t}.
          {n} Basis {f} nach Basis {t}
          Gib die Zahl {n} der Basis {f} zur Basis {t} an.
          Überführe {n} von Basis {f} nach Basis {t}.
          Wie schreibt man {n} aus Basis {f} in Basis {t}?
          {n}_{f} = ?_{t}
          """);

  private static final Phrases TO_BINARY =
      Phrases.of(
          """
          Write {n} in binary.
          What is {n} in binary?
          Convert {n} to binary.
          {n} as a binary number
          """,
          """
          Schreibe {n} binär.
          Was ist {n} im Binärsystem?
          Wandle {n} in eine Binärzahl um.
          {n} als Binärzahl
          """);

  private static final Phrases FROM_BINARY =
      Phrases.of(
          """
          Which number is {n} in binary?
          Convert binary {n} to decimal.
          What is the binary number {n} in decimal?
          """,
          """
          Welche Zahl ist {n} im Binärsystem?
          Wandle die Binärzahl {n} ins Dezimalsystem um.
          Was ist die Binärzahl {n} dezimal?
          """);

  @Override
  public String family() {
    return "base_conversion";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "binary and ten, up to 64",
        "one base is ten, up to 255",
        "any two bases of 2 to 16, up to 500",
        "any two bases of 2 to 16, up to 1000");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int value = draw.between(2, MOST.get(level - 1));
    int other = level == 1 ? 2 : draw.of(List.of(2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16));
    int second = level < 3 ? 10 : draw.between(2, 16);
    second = second == other ? 10 : second;
    boolean turned = draw.chance(0.5);
    int from = turned ? other : second;
    int to = turned ? second : other;
    String written = Integer.toString(value, from);
    Phrases phrases = from == 10 && to == 2 && draw.chance(0.4) ? TO_BINARY : PHRASES;
    phrases = from == 2 && to == 10 && draw.chance(0.4) ? FROM_BINARY : phrases;
    String question = phrases.ask(draw, language, "n", written, "f", from, "t", to);
    return new Draft(
        question,
        Integer.toString(value, to),
        pad -> work(written, from, to, pad),
        Map.of("base", to));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    Object base = problem.metadata().getOrDefault("base", 0);
    String prefix = base.equals(2) ? "0b" : base.equals(16) ? "0x" : "";
    String said = Answers.plain(answer);
    return said.equals(problem.answer()) || said.equals(prefix + problem.answer());
  }

  private static void work(String written, int from, int to, Scratchpad pad) {
    int value = Integer.parseInt(written, from);
    if (from != 10) {
      toTen(written, from, pad);
    }
    if (to != 10) {
      fromTen(value, to, pad);
    }
  }

  /// Horner's rule, digit by digit from the left.
  private static void toTen(String written, int from, Scratchpad pad) {
    Columns columns = new Columns(pad);
    long value = figure(written.charAt(0), pad);
    for (char sign : written.substring(1).toCharArray()) {
      int figure = figure(sign, pad);
      value =
          from < 10 ? columns.timesPlus(value, from, figure) : wide(value, from, figure, columns);
    }
  }

  private static long wide(long value, int from, int figure, Columns columns) {
    return columns.plus(columns.times(value, from), figure);
  }

  private static int figure(char sign, Scratchpad pad) {
    int figure = Character.digit(sign, 16);
    if (figure > 9) {
      pad.step("" + sign, figure);
    }
    return figure;
  }

  private static void fromTen(int value, int to, Scratchpad pad) {
    Columns columns = new Columns(pad);
    for (int rest = value; rest > 0; rest /= to) {
      columns.quotient(rest, to);
      if (rest % to > 9) {
        pad.line(rest % to + "=" + Integer.toString(rest % to, 16).toLowerCase(Locale.ROOT));
      }
    }
    pad.line(Integer.toString(value, to));
  }
}
