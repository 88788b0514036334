package dev.fathom.train.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.train.Trainee;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.MetricsFile;
import dev.fathom.train.runs.Run;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import dev.fathom.train.torch.TorchTrainee;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Reinforcement of a model that writes in the format and knows some products of one digit, but
/// says another number half of the time.
class ReinforcerTest {
  private static final String STAGE =
      """
      steps = %d
      prompts = 16
      group = 16
      checkpoint-every = 3
      """;

  private static final Task TASK = Tasks.named("drill_times");

  /// Four times the error of a difference of two measurements.
  private static final double CLEAR = 0.042;

  @TempDir static Path shared;
  private static Path guesser;
  private static int folders;

  @BeforeAll
  static void learnToGuess() {
    Small.requireTorch();
    guesser = shared.resolve("guesser.bin");
    try (TorchTrainee trainee = Small.guesser(150)) {
      trainee.save(guesser);
    }
  }

  @AfterAll
  static void forget() {
    folders = 0;
  }

  private static TorchTrainee guesser() {
    TorchTrainee trainee = Small.fresh(5e-3);
    trainee.restore(guesser);
    return trainee;
  }

  /// Steps `folder`'s run at most `sitting` steps further and says the hash.
  private static String sit(Path folder, StageConfig.Policy stage, Trainee trainee, int sitting) {
    AtomicInteger steps = new AtomicInteger();
    try (Run run = Run.open(folder, "small", Run.Mode.EITHER);
        BatchSampler sampler = new BatchSampler(2);
        TorchTrainee reference = guesser()) {
      Reinforcer.Means means = new Reinforcer.Means(trainee, sampler, Small.TOKENIZER, 5);
      new Reinforcer(stage, means, run)
          .against(reference)
          .learn(() -> steps.getAndIncrement() >= sitting);
      return trainee.hash();
    }
  }

  private static List<JsonNode> run(String more, int steps) throws IOException {
    Path folder = shared.resolve("run-" + folders++);
    try (TorchTrainee trainee = guesser()) {
      sit(folder, Small.policy(STAGE.formatted(steps) + more), trainee, Integer.MAX_VALUE);
    }
    return MetricsFile.read(folder.resolve("metrics.jsonl"));
  }

  /// The share of right answers among some drawn to each of a hundred questions. They are the same
  /// for whoever is asked, so that its error is the draws' alone: 0.0075 at a share of 0.1.
  private static double accuracy(TorchTrainee trainee) {
    List<Problem> problems =
        IntStream.range(0, 100).mapToObj(i -> TASK.problem(i, 1, Language.ENGLISH)).toList();
    List<Ask> asks =
        problems.stream()
            .map(each -> Small.TOKENIZER.encode(ChatLines.prompt(each.question()), true))
            .map(prompt -> Ask.of(prompt, 16, 1))
            .toList();
    int end = Small.TOKENIZER.id(ChatLines.EOS).orElseThrow();
    Judge judge = new Judge(Small.TOKENIZER);
    int right = 0;
    try (BatchSampler sampler = new BatchSampler(2)) {
      sampler.follow(trainee);
      List<List<Sample>> answers =
          sampler.sample(asks, new SamplerSettings(1, 16, Set.of(end), 800));
      for (int i = 0; i < problems.size(); i++) {
        for (Sample answer : answers.get(i)) {
          right += judge.of(TASK, problems.get(i), answer).right() ? 1 : 0;
        }
      }
    }
    return right / 1600.0;
  }

  /// What twenty steps change of it.
  private static double gain(String name, String more) {
    Path folder = shared.resolve("run-" + folders++);
    try (TorchTrainee trainee = guesser()) {
      double before = accuracy(trainee);
      sit(folder, Small.policy(STAGE.formatted(20) + more), trainee, Integer.MAX_VALUE);
      double after = accuracy(trainee);
      System.out.printf("%s, seed 5: accuracy %.3f to %.3f%n", name, before, after);
      return after - before;
    }
  }

  @Test
  void raisesTheAccuracyByEveryLoss() {
    for (String loss : List.of("grpo", "dr-grpo", "dapo")) {
      String kind = "loss = \"" + loss + "\"\n";
      assertThat(gain(loss, kind)).as(loss).isGreaterThan(CLEAR);
    }
  }

  @Test
  void raisesTheAccuracyWhenAnswersAreUsedTwiceAndKeptNearTheReference() {
    assertThat(gain("two updates, kl", "updates = 2\nkl = 0.01\n")).isGreaterThan(CLEAR);
  }

  @Test
  void rewardsAtRandomOrForTheFormatRaiseNoAccuracy() {
    assertThat(gain("random", "reward = \"random\"\n")).isLessThan(CLEAR / 2);
    assertThat(gain("format", "reward = \"format\"\n")).isLessThan(CLEAR / 2);
  }

  @Test
  void tellsAllFigures() throws IOException {
    List<JsonNode> lines = run("validate-every = 2\nvalidation-questions = 20\n".indent(0), 2);
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst().propertyNames())
        .contains("reward", "accuracy", "format", "truncated", "length", "entropy", "kl")
        .contains("clipped", "zero_variance", "sampled_tokens", "rollout_seconds")
        .contains("learn_seconds", "rollout_tokens_per_second", "tokens_per_second");
    assertThat(lines.getLast().path("validation_asked_drill_times").asInt()).isEqualTo(20);
    assertThat(lines.getFirst().path("reward").asDouble())
        .isGreaterThan(lines.getFirst().path("accuracy").asDouble());
  }

  @Test
  void endsWithTheSameHashHoweverOftenItIsStopped() {
    StageConfig.Policy stage = Small.policy(STAGE.formatted(5) + "updates = 2\n");
    String whole;
    String parts = "";
    Path one = shared.resolve("whole");
    Path other = shared.resolve("parts");
    try (TorchTrainee trainee = guesser()) {
      whole = sit(one, stage, trainee, Integer.MAX_VALUE);
    }
    for (int sitting = 1; sitting <= 3; sitting++) {
      // each sitting begins with other weights in memory, as a new process does
      try (TorchTrainee trainee = sitting == 1 ? guesser() : Small.fresh(5e-3)) {
        parts = sit(other, stage, trainee, 2);
      }
    }
    assertThat(parts).isEqualTo(whole);
  }

  @Test
  void losesOnlyStepsSinceTheLastCheckpointWhenItIsKilled() throws IOException {
    StageConfig.Policy stage = Small.policy(STAGE.formatted(6));
    Path killed = shared.resolve("killed");
    String whole;
    try (TorchTrainee trainee = guesser()) {
      whole = sit(shared.resolve("quiet"), stage, trainee, Integer.MAX_VALUE);
    }
    try (TorchTrainee trainee = guesser()) {
      assertThatThrownBy(() -> sitUntilBroken(killed, stage, trainee))
          .isInstanceOf(IllegalStateException.class);
    }
    try (TorchTrainee trainee = Small.fresh(5e-3)) {
      assertThat(sit(killed, stage, trainee, Integer.MAX_VALUE)).isEqualTo(whole);
    }
    assertThat(MetricsFile.read(killed.resolve("metrics.jsonl")))
        .filteredOn(line -> line.has("reward"))
        .extracting(line -> line.path("step").asInt())
        .containsExactly(1, 2, 3, 4, 5, 6);
  }

  /// Breaks off in step 5, without saving.
  private static void sitUntilBroken(Path folder, StageConfig.Policy stage, Trainee trainee) {
    AtomicInteger steps = new AtomicInteger();
    try (Run run = Run.open(folder, "small", Run.Mode.EITHER);
        BatchSampler sampler = new BatchSampler(1)) {
      Reinforcer.Means means = new Reinforcer.Means(trainee, sampler, Small.TOKENIZER, 5);
      new Reinforcer(stage, means, run)
          .learn(
              () -> {
                if (steps.incrementAndGet() == 5) {
                  throw new IllegalStateException("killed");
                }
                return false;
              });
    }
  }
}
