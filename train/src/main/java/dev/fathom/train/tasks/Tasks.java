package dev.fathom.train.tasks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// All families.
public final class Tasks {
  /// Share of traces with one wrong step and its correction, unless told otherwise.
  public static final double MISTAKES = 0.12;

  private static final int SAMPLES = 200;

  private static final List<Recipe> TRAINED =
      List.of(
          new ChainSum(),
          new Products(),
          new DivisionWithRemainder(),
          new SimpleEquations(),
          new Gcd(),
          new BaseConversion(),
          new NumberSorting(),
          new NumberComparison(),
          new WordProblems(),
          new LegCounting(),
          new CalendarArithmetic(),
          new Countdown(),
          new KnightsKnaves(),
          new MiniSudoku(),
          new PrimeFactorization(),
          Drill.ADDITION,
          Drill.TIMES,
          Drill.MOD,
          Drill.REVERSE,
          new About());

  private static final List<Recipe> HELD_OUT =
      List.of(
          new Lcm(),
          new CountBits(),
          new FractionSimplification(),
          new TimeIntervals(),
          new Puzzle24(),
          new Syllogism(),
          new SpellBackward(),
          new DecimalChainSum());

  private static final List<Task> ALL = all(MISTAKES);

  private Tasks() {}

  public static List<Task> all() {
    return ALL;
  }

  /// All families with another share of mistakes in their traces; questions and answers stay.
  public static List<Task> all(double mistakes) {
    List<Task> tasks = new ArrayList<>();
    TRAINED.forEach(recipe -> tasks.add(new SeededTask(recipe, false, mistakes)));
    HELD_OUT.forEach(recipe -> tasks.add(new SeededTask(recipe, true, mistakes)));
    return List.copyOf(tasks);
  }

  /// Throws {@link IllegalArgumentException} with the families there are.
  public static Task named(String family) {
    for (Task task : ALL) {
      if (task.family().equals(family)) {
        return task;
      }
    }
    List<String> families = ALL.stream().map(Task::family).toList();
    throw new IllegalArgumentException(
        "no task family '" + family + "'; there are " + String.join(", ", families));
  }

  /// Changes whenever any generator makes anything else: 16 hex digits of a digest over samples.
  public static String fingerprint() {
    return fingerprint(ALL);
  }

  /// The same of some families.
  public static String fingerprint(List<Task> tasks) {
    MessageDigest digest = sha256();
    for (Task task : tasks) {
      for (int level = 1; level <= task.levels(); level++) {
        for (Language language : Language.values()) {
          for (int i = 0; i < SAMPLES; i++) {
            digest.update(written(task.problem(Split.TEST.seed(i), level, language)));
          }
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static byte[] written(Problem problem) {
    String fields =
        String.join(
            "\u0000",
            problem.family() + problem.level() + problem.language().code(),
            problem.question(),
            problem.answer(),
            problem.trace(),
            new java.util.TreeMap<>(problem.metadata()).toString());
    return (fields + "\u0001").getBytes(StandardCharsets.UTF_8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
