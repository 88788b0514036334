package dev.fathom.train.policy;

import dev.fathom.train.StepReport;
import dev.fathom.train.TrainingException;
import dev.fathom.train.data.Dice;
import dev.fathom.train.data.Selection;
import dev.fathom.train.evaluate.Answered;
import dev.fathom.train.evaluate.Answerer;
import dev.fathom.train.evaluate.Asked;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.DurableFiles;
import dev.fathom.train.runs.Pace;
import dev.fathom.train.runs.Progress;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import dev.fathom.train.tasks.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The stages `reject` and `distil`: asks questions of the mix, verifies the answers, and keeps
/// some of the right ones, round by round. Each round is a file that appears whole, so that a
/// process killed at any moment loses the round it was in; `traces.jsonl` appears after the last.
public final class Gatherer {
  /// The file of all traces, in the stage's folder.
  public static final String TRACES = "traces.jsonl";

  private final StageConfig.Gathering config;
  private final Answerer teacher;
  private final Path folder;
  private final Selection selection;
  private final long seed;
  private Progress.Listener listener = Progress.Listener.NONE;
  private Consumer<Map<String, Object>> metrics = line -> {};

  /// How far a gathering came.
  ///
  /// @param rounds that are done
  /// @param traces that were kept in them
  /// @param complete whether all rounds are done
  public record Gathered(int rounds, long traces, boolean complete) {}

  /// @param teacher who answers; stays the caller's
  /// @param folder of the stage
  public Gatherer(StageConfig.Gathering config, Answerer teacher, Path folder, long seed) {
    this.config = config;
    this.teacher = teacher;
    this.folder = folder;
    this.seed = seed;
    selection = new Selection(config.mix(), seed);
  }

  public Gatherer watchedBy(Progress.Listener other) {
    listener = other;
    return this;
  }

  /// Who is given a line of figures for each round.
  public Gatherer countedBy(Consumer<Map<String, Object>> other) {
    metrics = other;
    return this;
  }

  /// Gathers to the last round, or until `stop` says so. A teacher that answers nothing at all in a
  /// round throws {@link TrainingException} with what it said; the rounds before are kept.
  public Gathered gather(BooleanSupplier stop) {
    try {
      Files.createDirectories(folder.resolve("rounds"));
      Pace pace = new Pace(config.steps());
      int round = 1;
      long traces = 0;
      listener.on(new Progress.Began(config.name(), rounds(), config.steps()));
      while (round <= config.steps() && (done(round) || !stop.getAsBoolean())) {
        if (!done(round)) {
          round(round, pace);
        }
        traces += Trace.read(place(round)).size();
        round++;
      }
      boolean complete = round > config.steps();
      if (complete) {
        join();
      }
      listener.on(new Progress.Gathered(config.name(), round - 1, traces, complete));
      return new Gathered(round - 1, traces, complete);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be written: %s".formatted(folder, e), e);
    }
  }

  private Path place(int round) {
    return folder.resolve("rounds").resolve("round-%d.jsonl".formatted(round));
  }

  /// That are done, one behind the other.
  private int rounds() {
    int round = 0;
    while (round < config.steps() && done(round + 1)) {
      round++;
    }
    return round;
  }

  private boolean done(int round) {
    return Files.exists(place(round));
  }

  private void join() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int round = 1; round <= config.steps(); round++) {
      all.append(Files.readString(place(round)));
    }
    DurableFiles.write(folder.resolve(TRACES), all.toString());
  }

  private void round(int round, Pace pace) throws IOException {
    List<Problem> problems = new ArrayList<>();
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < config.questions(); i++) {
      long number = (long) (round - 1) * config.questions() + i;
      Problem problem = selection.example(Split.TRAIN, number).problem();
      problems.add(problem);
      Dice dice = Dice.of(seed, number, 5);
      for (int sample = 0; sample < config.samples(); sample++) {
        asked.add(
            new Asked(
                problem.question(),
                config.temperature(),
                dice.bits(),
                config.longest(),
                Asked.UNBOUNDED));
      }
    }
    long start = System.nanoTime();
    List<Answered> answers = teacher.answer(asked);
    double seconds = Math.max((System.nanoTime() - start) * 1e-9, 1e-9);
    requireAnswers(round, answers);
    StringBuilder lines = new StringBuilder();
    Tally tally = new Tally();
    for (int i = 0; i < problems.size(); i++) {
      int from = i * config.samples();
      for (Trace trace :
          kept(problems.get(i), answers.subList(from, from + config.samples()), tally)) {
        lines.append(trace.line()).append('\n');
      }
    }
    DurableFiles.write(place(round), lines.toString());
    pace.took(seconds);
    tell(round, answers, tally, new Spent(seconds, pace.left(round)));
  }

  /// Seconds that a round took, and those left.
  private record Spent(double seconds, double left) {}

  private void tell(int round, List<Answered> answers, Tally tally, Spent spent) {
    int tokens = answers.stream().mapToInt(Answered::tokens).sum();
    double speed = tokens / spent.seconds();
    Map<String, Double> values = tally.values();
    values.put("length", (double) tokens / answers.size());
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", round);
    line.putAll(values);
    line.put("sampled_tokens", tokens);
    line.put("rollout_tokens_per_second", speed);
    metrics.accept(line);
    listener.on(new Progress.Sampled(config.name(), round, values));
    StepReport report = new StepReport(0, 0, 0, 0, tokens, 0, 0, 0, new float[0][]);
    listener.on(
        new Progress.Stepped(config.name(), round, config.steps(), 1, report, speed, spent.left()));
  }

  private void requireAnswers(int round, List<Answered> answers) {
    List<String> failures =
        answers.stream().map(Answered::failure).filter(each -> !each.isEmpty()).toList();
    if (failures.size() == answers.size()) {
      throw new TrainingException(
          "%s: round %d: %s answered none of %,d questions: %s; %d rounds are kept, go on with --resume"
              .formatted(
                  config.name(),
                  round,
                  teacher.name(),
                  answers.size(),
                  failures.getFirst(),
                  round - 1));
    }
  }

  /// Counts of a round.
  private static final class Tally {
    int answers;
    int right;
    int truncated;
    int failed;
    int kept;

    Map<String, Double> values() {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("accuracy", (double) right / answers);
      values.put("truncated", (double) truncated / answers);
      values.put("failed", (double) failed / answers);
      values.put("kept", (double) kept);
      return values;
    }
  }

  private List<Trace> kept(Problem problem, List<Answered> answers, Tally tally) {
    List<Answered> right = new ArrayList<>();
    for (Answered each : answers) {
      tally.answers++;
      tally.truncated += each.truncated() ? 1 : 0;
      tally.failed += each.failure().isEmpty() ? 0 : 1;
      if (right(problem, each)) {
        right.add(each);
      }
    }
    tally.right += right.size();
    List<Trace> traces =
        Choice.of(right, config.most()).stream().map(each -> trace(problem, each)).toList();
    tally.kept += traces.size();
    return traces;
  }

  private static boolean right(Problem problem, Answered answered) {
    return answered.failure().isEmpty()
        && !answered.truncated()
        && Tasks.named(problem.family()).verify(problem, answered.answer());
  }

  private static Trace trace(Problem problem, Answered answered) {
    return new Trace(
        problem.question(),
        answered.thought(),
        answered.answer(),
        problem.family(),
        problem.level(),
        problem.language().code());
  }
}
