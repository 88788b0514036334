package dev.fathom.train.tasks;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `division_with_remainder`: quotient and remainder of whole numbers (reasoning-gym has none).
///
/// The answer is `37 remainder 5`, in German `37 Rest 5`; `37` where nothing is left.
final class DivisionWithRemainder implements Recipe {
  private static final Pattern ANSWER =
      Pattern.compile(
          "(\\d{1,9})(?:(?: ?,)? ?(?:with )?(?:a )?(?:remainder|rest|r)(?: of)? ?(\\d{1,9}))?");

  private static final Phrases PHRASES =
      Phrases.of(
          """
          What is {a} / {b} with remainder?
          {a} / {b} with remainder
          {a}/{b} = ? remainder ?
          Divide {a} by {b} with remainder.
          What is {a} divided by {b}, and what is the remainder?
          Calculate {a} ÷ {b} with remainder.
          How many times does {b} go into {a}, and what is left?
          Find the quotient and the remainder of {a} / {b}.
          Work out {a} divided by {b} and give the remainder.
          Compute {a} ÷ {b} as quotient and remainder.
          """,
          """
          Was ist {a} / {b} mit Rest?
          {a} : {b} mit Rest
          {a}/{b} = ? Rest ?
          Teile {a} durch {b} mit Rest.
          Was ist {a} geteilt durch {b}, und welcher Rest bleibt?
          Berechne {a} : {b} mit Rest.
          Wie oft passt {b} in {a}, und was bleibt übrig?
          Bestimme Quotient und Rest von {a} : {b}.
          Dividiere {a} durch {b} und nenne den Rest.
          Wie viel ist {a} durch {b} mit Rest?
          """);

  private static final Phrases EXACT =
      Phrases.of(
          """
          What is {a} / {b}?
          {a}/{b}
          {a} ÷ {b} =
          Divide {a} by {b}.
          What is {a} divided by {b}?
          Calculate {a} / {b}.
          """,
          """
          Was ist {a} : {b}?
          {a}/{b}
          {a} : {b} =
          Teile {a} durch {b}.
          Was ist {a} geteilt durch {b}?
          Berechne {a} : {b}.
          """);

  @Override
  public String family() {
    return "division_with_remainder";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "2 digits by 1", "3 digits by 1", "4 digits by 1", "3 digits by 2", "4 digits by 2");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    boolean exact = draw.chance(0.25);
    int divisor = level < 4 ? draw.between(2, 9) : draw.between(11, 99);
    int digits = List.of(2, 3, 4, 3, 4).get(level - 1);
    int drawn = draw.digits(digits);
    int dividend = exact ? Math.max(1, drawn / divisor) * divisor : drawn;
    int rest = dividend % divisor;
    String question = (exact ? EXACT : PHRASES).ask(draw, language, "a", dividend, "b", divisor);
    String word = language.choose(" remainder ", " Rest ");
    String answer = dividend / divisor + (rest == 0 ? "" : word + rest);
    return new Draft(question, answer, pad -> new Columns(pad).quotient(dividend, divisor));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return read(answer).equals(read(problem.answer()));
  }

  /// Quotient and remainder; empty if it is no such answer.
  private static List<Integer> read(String answer) {
    Matcher parts = ANSWER.matcher(Answers.plain(answer));
    if (!parts.matches()) {
      return List.of();
    }
    String rest = parts.group(2);
    return List.of(Integer.valueOf(parts.group(1)), rest == null ? 0 : Integer.valueOf(rest));
  }
}
