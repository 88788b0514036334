package dev.fathom.train.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VerifierTest {
  private static final Random RANDOM = new Random(20260101);

  @Test
  void integersBearHarmlessFormAndNothingElse() {
    Problem sum = problem("chain_sum", Language.ENGLISH, "1234", Map.of());
    accepts(sum, "1234", " 1234 ", "1234.", "1,234", "The answer is 1234.", "Answer: 1234");
    accepts(sum, "x = 1234", "The final answer is: 1,234", "so the result is 1234");
    refuses(sum, "", "1235", "-1234", "123", "12345", "1.234", "12,34", "1 234", "1234 5");
    refuses(sum, "1234 apples", "1234 or 1235", "0 1234", "about 1234", "1233+1", "1234.0");
    Problem german = problem("chain_sum", Language.GERMAN, "1234", Map.of());
    accepts(german, "1.234", "Die Antwort ist 1234.", "Das Ergebnis lautet 1234", "x=1234");
    refuses(german, "1,234", "12.34", "Die Antwort ist nicht 1234");
    Problem negative = problem("chain_sum", Language.ENGLISH, "-12", Map.of());
    accepts(negative, "-12", "\u221212", "x=-12");
    refuses(negative, "12", "--12", "- 12", "(-12)");
  }

  @Test
  void divisionWantsQuotientAndRemainder() {
    Problem left = problem("division_with_remainder", Language.ENGLISH, "37 remainder 5", Map.of());
    accepts(left, "37 remainder 5", "37 r5", "37 R 5", "37, remainder 5", "37 with remainder 5.");
    refuses(left, "37", "37 remainder 6", "36 remainder 5", "5 remainder 37", "37 5", "37.5");
    Problem whole = problem("division_with_remainder", Language.GERMAN, "37", Map.of());
    accepts(whole, "37", "37 Rest 0", "37 R 0");
    refuses(whole, "37 Rest 1", "Rest 37");
  }

  @Test
  void listsAreWholeAndInOrder() {
    Problem list = problem("number_sorting", Language.ENGLISH, "[-3, 5, 12]", Map.of());
    accepts(
        list,
        "[-3, 5, 12]",
        "[-3,5,12]",
        "-3, 5, 12",
        "[\"-3\", \"5\", \"12\"]",
        "['-3','5','12'].");
    refuses(
        list, "[5, -3, 12]", "[-3, 5]", "[-3, 5, 12, 12]", "[-3 5 12]", "[-3, 5, 12", "[]", "[,,]");
  }

  @Test
  void comparisonsReadTheDecimalPointOfTheirLanguage() {
    Problem english = problem("number_comparison", Language.ENGLISH, "9.9", Map.of());
    accepts(english, "9.9", "9.90", "The answer is 9.9.");
    refuses(english, "9,9", "9.11", "99", "9.9 > 9.11");
    Problem german = problem("number_comparison", Language.GERMAN, "9,9", Map.of());
    accepts(german, "9,9", "9,90");
    refuses(german, "9.9", "9,11");
  }

  @Test
  void countdownEvaluatesWithExactlyTheNumbers() {
    Problem game =
        problem(
            "countdown",
            Language.ENGLISH,
            "(7+5)*3",
            Map.of("numbers", List.of(7, 5, 3), "target", 36));
    accepts(game, "(7+5)*3", "3*(5+7)", "3 × (7 + 5) = 36", "((7)+5)*3");
    refuses(game, "36", "7+5*3", "(7+5)*3=35", "(7+5)*3*1", "12*3", "7*3+5*3", "(7+5)*3+0");
    refuses(game, "(7+5)*3)", "((7+5)*3", "(7+5)3", "7 5*3", "(7+5)*--3", "x", "=36", "(7+5)**3");
    Problem quotient =
        problem(
            "countdown",
            Language.GERMAN,
            "8/(3-8/3)",
            Map.of("numbers", List.of(8, 3, 8, 3), "target", 24));
    accepts(quotient, "8/(3-8/3)", "8 ÷ (3 − 8 ÷ 3)");
    refuses(quotient, "8/(3-3)", "8/0", "8*3/(8/8)", "8*3");
  }

  @Test
  void knightsMustAllBeRight() {
    Problem two =
        problem(
            "knights_knaves",
            Language.ENGLISH,
            "Ben is a knight, Tom is a knave",
            Map.of("names", List.of("Ben", "Tom"), "knights", List.of("Ben")));
    accepts(two, "Ben is a knight, Tom is a knave", "Tom is a knave and Ben is a knight.");
    accepts(
        two,
        "Ben is a knight, and Tom is a knave.",
        "Ben: knight, Tom: knave",
        "ben=knight, tom=knave");
    refuses(
        two,
        "Ben is a knight",
        "Ben is a knight, Tom is a knight",
        "Ben is a knave, Tom is a knight");
    refuses(
        two,
        "Ben is not a knight, Tom is a knave",
        "Ben is a knight, Tom is a knave, Max is a knave");
    refuses(
        two,
        "Ben is a knight, Tom is a knave, Tom is a knight",
        "maybe Ben is a knight, Tom is a knave");
  }

  @Test
  void sudokuMustBeWholeValidAndKeepTheClues() {
    Problem grid =
        problem(
            "mini_sudoku",
            Language.ENGLISH,
            "1 2 3 4\n3 4 1 2\n2 1 4 3\n4 3 2 1",
            Map.of("puzzle", "1___34__2__3___1"));
    accepts(
        grid, "1 2 3 4\n3 4 1 2\n2 1 4 3\n4 3 2 1", "1234341221434321", "1234\n3412\n2143\n4321.");
    refuses(grid, "1 2 3 4\n3 4 1 2\n2 1 4 3\n4 3 1 2", "1 2 3 4", "2143432112343412");
    refuses(grid, "1 _ _ _\n3 4 _ _\n2 _ _ 3\n_ _ _ 1", "1 2 3 4\n3 4 1 2\n2 1 4 3\n4 3 2 1 1");
  }

  @Test
  void otherFormsAreStrict() {
    Problem factors = problem("prime_factorization", Language.ENGLISH, "2 * 2 * 7", Map.of());
    accepts(factors, "2 * 2 * 7", "2*2*7", "2 × 2 × 7", "2·2·7");
    refuses(factors, "4 * 7", "2 * 7", "28", "2 * 2 * 7 * 1", "2 2 7", "7 * 2 * 2 * 2");
    Problem base = problem("base_conversion", Language.ENGLISH, "ff", Map.of("base", 16));
    accepts(base, "ff", "FF", "0xff");
    refuses(base, "f", "fff", "255", "f f", "0bff");
    refuses(problem("base_conversion", Language.ENGLISH, "11", Map.of("base", 5)), "0x11", "0b11");
    Problem day = problem("calendar_arithmetic", Language.GERMAN, "Samstag", Map.of());
    accepts(day, "Samstag", "samstag.", "Sonnabend", "Die Antwort ist Samstag.");
    refuses(day, "Sonntag", "Saturday", "Samstag oder Sonntag", "6");
    Problem who = Tasks.named("about").problem(3, 2, Language.ENGLISH);
    accepts(who, who.answer(), who.answer().toLowerCase(Locale.ROOT));
    refuses(who, "I can do that.", who.answer() + " Really.", "");
  }

  @Test
  void rubbishIsWrongAndNeverThrows() {
    for (Task task : Tasks.all()) {
      for (int i = 0; i < 200; i++) {
        Problem problem =
            task.problem(i, 1 + i % task.levels(), i % 2 == 0 ? Language.ENGLISH : Language.GERMAN);
        String rubbish = rubbish(problem);
        boolean right = task.verify(problem, rubbish);
        assertThat(right && rubbish.length() > Answers.LONGEST).as(rubbish).isFalse();
        assertThat(task.verify(problem, "#" + problem.answer())).as(problem.answer()).isFalse();
        assertThat(task.verify(problem, problem.answer() + " " + problem.answer() + " 1"))
            .isFalse();
        assertThat(task.verify(problem, "")).isFalse();
      }
    }
  }

  @Test
  void answersOfOtherSeedsAreWrongUnlessEqual() {
    for (Task task : Tasks.all()) {
      int refused = 0;
      for (int i = 0; i < 100; i++) {
        Problem one = task.problem(i, task.levels(), Language.ENGLISH);
        Problem other = task.problem(i + 1000L, task.levels(), Language.ENGLISH);
        boolean same = one.answer().equals(other.answer());
        boolean right = task.verify(one, other.answer());
        refused += right ? 0 : 1;
        assertThat(right).as("%s against %s", one, other).isEqualTo(same);
      }
      assertThat(refused).as(task.family()).isGreaterThan(10);
    }
  }

  private static String rubbish(Problem problem) {
    String alphabet = "0123456789+-*/()[]{}<>=.,;:\"'\\ \n\txrRabz_|äß×÷−∞\u0000\uD800😀";
    StringBuilder text = new StringBuilder(RANDOM.nextInt(3) == 0 ? problem.answer() : "");
    int length = RANDOM.nextInt(RANDOM.nextInt(10) == 0 ? 3000 : 40);
    for (int i = 0; i < length; i++) {
      int at = RANDOM.nextInt(text.length() + 1);
      text.insert(at, alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return RANDOM.nextInt(20) == 0 ? "(".repeat(5000) + text : text.toString();
  }

  private static Problem problem(
      String family, Language language, String answer, Map<String, Object> metadata) {
    return new Problem(family, 1, language, 0, "", answer, answer, metadata);
  }

  private static void accepts(Problem problem, String... answers) {
    for (String answer : answers) {
      assertThat(Tasks.named(problem.family()).verify(problem, answer)).as(answer).isTrue();
    }
  }

  private static void refuses(Problem problem, String... answers) {
    for (String answer : answers) {
      assertThat(Tasks.named(problem.family()).verify(problem, answer)).as(answer).isFalse();
    }
  }
}
