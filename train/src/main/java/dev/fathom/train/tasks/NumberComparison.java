package dev.fathom.train.tasks;

import java.util.List;

/// `number_comparison`: the larger or the smaller of two numbers, digit by digit from the left.
final class NumberComparison implements Recipe {
  private static final Phrases LARGER =
      Phrases.of(
          """
          Which is larger, {a} or {b}?
          Which number is bigger: {a} or {b}?
          What is greater, {a} or {b}?
          Which of {a} and {b} is greater?
          max({a}; {b})
          Is {a} or {b} the larger number?
          Tell me the larger one: {a} or {b}
          Compare {a} and {b}: which is larger?
          """,
          """
          Was ist größer, {a} oder {b}?
          Welche Zahl ist größer: {a} oder {b}?
          Welche ist die größere Zahl, {a} oder {b}?
          Welche von {a} und {b} ist größer?
          max({a}; {b})
          Ist {a} oder {b} die größere Zahl?
          Nenne die größere Zahl: {a} oder {b}
          Vergleiche {a} und {b}: welche ist größer?
          """);

  private static final Phrases SMALLER =
      Phrases.of(
          """
          Which is smaller, {a} or {b}?
          Which number is less: {a} or {b}?
          What is smaller, {a} or {b}?
          Which of {a} and {b} is smaller?
          min({a}; {b})
          Is {a} or {b} the smaller number?
          Tell me the smaller one: {a} or {b}
          Compare {a} and {b}: which is smaller?
          """,
          """
          Was ist kleiner, {a} oder {b}?
          Welche Zahl ist kleiner: {a} oder {b}?
          Welche ist die kleinere Zahl, {a} oder {b}?
          Welche von {a} und {b} ist kleiner?
          min({a}; {b})
          Ist {a} oder {b} die kleinere Zahl?
          Nenne die kleinere Zahl: {a} oder {b}
          Vergleiche {a} und {b}: welche ist kleiner?
          """);

  @Override
  public String family() {
    return "number_comparison";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "whole numbers up to 99",
        "whole numbers of 3 or 4 digits, often alike at the start",
        "decimals with 1 or 2 places");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int places = level == 3 ? 2 : 0;
    int a = level == 1 ? draw.between(0, 99) : draw.digits(draw.between(3, 4));
    int b = level == 1 ? draw.between(0, 99) : near(a, draw);
    b = a == b ? a + 1 : b;
    String first = written(a, places, language);
    String second = written(b, places, language);
    boolean larger = draw.chance(0.6);
    boolean answerFirst = larger == a > b;
    String question = (larger ? LARGER : SMALLER).ask(draw, language, "a", first, "b", second);
    int other = b;
    return new Draft(
        question,
        answerFirst ? first : second,
        pad -> work(padded(a, other, places, language), padded(other, a, places, language), pad));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return Answers.decimal(answer, problem.language())
        .equals(Answers.decimal(problem.answer(), problem.language()));
  }

  /// Another number, mostly with the same first digits.
  private static int near(int a, Draw draw) {
    int unit = draw.of(List.of(1, 10, 100, 1000));
    return unit == 1000
        ? draw.digits(draw.between(3, 4))
        : a / unit * unit + draw.below(unit * 10) / 10;
  }

  private static String written(int value, int places, Language language) {
    if (places == 0) {
      return Integer.toString(value);
    }
    String text = value / 100 + language.choose(".", ",") + (value / 10 % 10) + value % 10;
    return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
  }

  /// Filled with zeros to the length of the other.
  private static String padded(int value, int other, int places, Language language) {
    int digits = Math.max(Integer.toString(Math.max(value, other)).length(), places + 1);
    String text = "0".repeat(digits - Integer.toString(value).length()) + value;
    int point = text.length() - places;
    return places == 0
        ? text
        : text.substring(0, point) + language.choose(".", ",") + text.substring(point);
  }

  private static void work(String a, String b, Scratchpad pad) {
    pad.line(a + " " + b);
    for (int i = 0; i < a.length(); i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x == y && Character.isDigit(x)) {
        pad.line(x + "=" + y);
      } else if (x != y) {
        pad.choice(x + (x < y ? "<" : ">") + y, x + (x < y ? ">" : "<") + y);
        return;
      }
    }
  }
}
