package dev.fathom.train.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TasksTest {
  private static final int SEEDS = 1000;

  /// Small spaces by nature: a times table, fixed phrases, short word lists.
  private static final Set<String> SMALL =
      Set.of(
          "drill_addition",
          "drill_times",
          "drill_mod",
          "drill_reverse",
          "about",
          "count_bits",
          "prime_factorization");

  private static final Set<String> ENGLISH =
      words(
          "the what is how many of and are which with have has does each find calculate compute"
              + " number numbers knight knave true false wait no euros left together more fewer"
              + " than sort write today days from to you your who can tell me about says that if"
              + " then or yes remainder for solve value make using times base binary"
              + " prime factors legs day week year between both gives buys sells day it cannot");
  private static final Set<String> GERMAN =
      words(
          "der das und ist wie viele viel berechne wer welche welcher mit von zu zur rest zahl"
              + " zahlen ritter schurke wahr falsch nein ja moment hat haben jede jeder jedes"
              + " bilde löse wenn dann oder sind ein eine einen Tage Tagen heute du kannst mir"
              + " über sagt dass gibt kauft Euro zusammen mehr weniger als auf aus für nicht");

  private static final List<String> HELD_OUT_WORDS =
      List.of(
          "least common",
          "lcm",
          "kgv",
          "kleinste gemeinsame",
          "popcount",
          "count the ones",
          "einsen",
          "simplify",
          "kürze",
          "lowest terms",
          "hh:mm",
          "24 game",
          "game of 24",
          "24-spiel",
          "make 24 using",
          "does it follow",
          "folgt daraus",
          "backward",
          "rückwärts");

  @Test
  void everyFamilyKeepsItsPromisesOverAThousandSeeds() {
    List<TraceChecker> checkers =
        Tasks.all().parallelStream().map(TasksTest::keepsItsPromises).toList();
    long checked = checkers.stream().mapToLong(c -> c.checked).sum();
    long mistakes = checkers.stream().mapToLong(c -> c.mistakes).sum();
    long problems = 2L * SEEDS * Tasks.all().stream().mapToInt(Task::levels).sum();
    System.out.printf(
        "%d problems, %d sums found true, %d mistakes taken back%n", problems, checked, mistakes);
    assertThat(checked).isGreaterThan(500_000);
    assertThat(mistakes).isBetween(problems / 14, problems / 7);
  }

  private static TraceChecker keepsItsPromises(Task task) {
    TraceChecker checker = new TraceChecker();
    for (int level = 1; level <= task.levels(); level++) {
      for (Language language : Language.values()) {
        keepsItsPromises(task, level, language, checker);
      }
    }
    return checker;
  }

  private static void keepsItsPromises(
      Task task, int level, Language language, TraceChecker checker) {
    Set<String> questions = new HashSet<>();
    int[] lengths = new int[SEEDS];
    for (int i = 0; i < SEEDS; i++) {
      Problem problem = task.problem(Split.TRAIN.seed(i), level, language);
      isRight(task, problem, checker);
      if (!task.family().equals("spell_backward")) { // its words are of no language
        speaksItsLanguage(problem);
      }
      questions.add(problem.question());
      lengths[i] = problem.trace().length();
    }
    Arrays.sort(lengths);
    System.out.printf(
        "%-24s %d %s trace characters p50 %d p99 %d max %d, distinct questions %d%n",
        task.family(),
        level,
        language.code(),
        lengths[SEEDS / 2],
        lengths[SEEDS * 99 / 100],
        lengths[SEEDS - 1],
        questions.size());
    assertThat(lengths[SEEDS * 99 / 100]).as(task.family()).isLessThan(700);
    assertThat(questions.size())
        .as("%s %d %s", task.family(), level, language)
        .isGreaterThan(SMALL.contains(task.family()) ? 30 : SEEDS * 6 / 10);
  }

  private static void isRight(Task task, Problem problem, TraceChecker checker) {
    if (!task.verify(problem, problem.answer())) {
      throw new AssertionError("own answer refused: " + problem);
    }
    if (!task.family().equals("about") && !problem.trace().endsWith(problem.answer())) {
      throw new AssertionError("the trace does not end in the answer: " + problem);
    }
    try {
      checker.check(problem.trace());
    } catch (AssertionError wrong) {
      throw new AssertionError(wrong.getMessage() + " in " + problem, wrong);
    }
  }

  private static void speaksItsLanguage(Problem problem) {
    Set<String> foreign = problem.language() == Language.GERMAN ? ENGLISH : GERMAN;
    String text = problem.question() + "\n" + problem.trace() + "\n" + problem.answer();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || !Character.isLetter(text.charAt(i))) {
        String word = text.substring(start, i);
        if (foreign.contains(word.toLowerCase(Locale.ROOT))) {
          throw new AssertionError("'" + word + "' is of the other language: " + problem);
        }
        start = i + 1;
      }
    }
    if (text.contains("{") || text.contains("}")) {
      throw new AssertionError("a slot was left open: " + problem);
    }
  }

  @Test
  void sameSeedMakesTheSameProblem() {
    for (Task task : Tasks.all()) {
      for (int i = 0; i < 20; i++) {
        long seed = Split.TEST.seed(i);
        assertThat(task.problem(seed, 1, Language.GERMAN))
            .isEqualTo(Tasks.named(task.family()).problem(seed, 1, Language.GERMAN));
      }
    }
  }

  @Test
  void shareOfMistakesChangesTheTraceAlone() {
    List<Task> flawless = Tasks.all(0);
    List<Task> clumsy = Tasks.all(1);
    for (int t = 0; t < flawless.size(); t++) {
      for (int i = 0; i < 100; i++) {
        Problem plain = flawless.get(t).problem(i, 1, Language.ENGLISH);
        Problem slipped = clumsy.get(t).problem(i, 1, Language.ENGLISH);
        assertThat(slipped.question()).isEqualTo(plain.question());
        assertThat(slipped.answer()).isEqualTo(plain.answer());
        assertThat(plain.trace()).doesNotContain("wait, no");
        assertThat(slipped.trace().replaceAll("(?m)^.*<back> wait, no\n", ""))
            .isEqualTo(plain.trace());
      }
    }
    assertThat(Tasks.all(1).getFirst().problem(1, 3, Language.GERMAN).trace())
        .containsOnlyOnce("<back> Moment, nein");
  }

  @Test
  void trainedFamiliesNeverSpeakOfWhatIsHeldOut() {
    for (Task task : Tasks.all()) {
      boolean spoken = false;
      for (int level = 1; level <= task.levels(); level++) {
        for (int i = 0; i < 150; i++) {
          Language language = i % 2 == 0 ? Language.ENGLISH : Language.GERMAN;
          String question = task.problem(i, level, language).question().toLowerCase(Locale.ROOT);
          spoken |= HELD_OUT_WORDS.stream().anyMatch(question::contains);
          boolean decimals = question.matches("(?s).*\\d[.,]\\d+ ?[-+] ?\\d.*");
          assertThat(decimals && !task.heldOut()).as(question).isFalse();
        }
      }
      boolean decimal = task.family().equals("decimal_chain_sum");
      assertThat(spoken).as(task.family()).isEqualTo(task.heldOut() && !decimal);
    }
  }

  @Test
  void countdownOfFourNeverAsksFor24() {
    for (int i = 0; i < 3000; i++) {
      Problem problem = Tasks.named("countdown").problem(i, 4, Language.ENGLISH);
      assertThat(problem.metadata().get("target")).isNotEqualTo(24);
    }
  }

  @Test
  void bandsNameFamiliesAndLevelsThereAre() {
    for (Band band : Band.acceptance()) {
      assertThat(Tasks.named(band.family()).levels()).isGreaterThanOrEqualTo(band.to());
    }
    for (Band band : Band.reinforcement()) {
      assertThat(Tasks.named(band.family()).levels()).isGreaterThanOrEqualTo(band.to());
      assertThat(Tasks.named(band.family()).heldOut()).isFalse();
    }
  }

  @Test
  void unknownFamiliesAndLevelsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tasks.named("sums"))
        .withMessageContaining("'sums'")
        .withMessageContaining("chain_sum");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tasks.named("gcd").problem(1, 9, Language.ENGLISH))
        .withMessage("gcd has levels 1 to 4, got 9");
    assertThatIllegalArgumentException().isThrownBy(() -> Tasks.all(1.5));
  }

  /// A change here makes all earlier results incomparable: change the digest only on purpose.
  @Test
  void fingerprintChangesOnlyOnPurpose() {
    assertThat(Tasks.fingerprint()).isEqualTo("926c78bc8a52d62c");
  }

  private static Set<String> words(String list) {
    return new HashSet<>(List.of(list.toLowerCase(Locale.ROOT).split(" ")));
  }
}
