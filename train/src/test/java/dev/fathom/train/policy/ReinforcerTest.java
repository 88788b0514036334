package dev.fathom.train.policy;

import dev.fathom.train.Rows;
import dev.fathom.train.StepReport;
import dev.fathom.train.Trainee;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.MetricsFile;
import dev.fathom.train.runs.Run;
import dev.fathom.train.runs.RunState;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import dev.fathom.train.tasks.Tasks;
import dev.fathom.train.torch.TorchTrainee;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ReinforcerTest {
  private static final String CONFIG = "small";

  @BeforeEach
  void torch() {
    Small.requireTorch();
  }

  private static final String STAGE =
      """
      steps = 24
      prompts = 12
      group = 12
      rate = 1e-3
      checkpoint-every = 5
      validate-every = 12
      validation-rows = 64
      """;

  /// A model that writes in the format and guesses.
  private static TorchTrainee guesser() {
    TorchTrainee trainee = new TorchTrainee(Small.config(), Small.settings(3, 0.05, 3e-3));
    ChatLines lines = new ChatLines(Small.TOKENIZER);
    for (int step = 0; step < 60; step++) {
      int[][] tokens = new int[16][];
      float[][] weights = new float[16][];
      for (int row = 0; row < 16; row++) {
        long seed = Split.TRAIN.seed(step * 16L + row);
        Problem problem = Tasks.named("number_comparison").problem(seed, 1, Language.ENGLISH);
        Problem other = Tasks.named("number_comparison").problem(seed + 4, 1, Language.ENGLISH);
        // the answer to another question: the form is learned, the content is not
        ChatLines.Line line =
            lines.line(
                ChatLines.prompt(problem.question()), ChatLines.completion("", other.answer()));
        tokens[row] = line.tokens();
        weights[row] = new float[tokens[row].length];
        Arrays.fill(weights[row], line.promptLength(), tokens[row].length, 1);
      }
      StepReport report = trainee.learn(new Rows(tokens, weights), 1);
      if (step % 20 == 0) {
        System.out.println(report.loss());
      }
    }
    return trainee;
  }

  private static RunState run(Path folder, StageConfig.Policy stage, Trainee trainee, int until) {
    AtomicInteger steps = new AtomicInteger();
    try (Run run = Run.open(folder, CONFIG, Run.Mode.EITHER);
        BatchSampler sampler = new BatchSampler(2)) {
      Reinforcer.Means means = new Reinforcer.Means(trainee, sampler, Small.TOKENIZER, 5);
      return new Reinforcer(stage, means, run).learn(() -> steps.getAndIncrement() >= until);
    }
  }

  @Test
  void raisesTheReward(@TempDir Path folder) throws IOException {
    System.out.println(Tasks.named("number_comparison").problem(7, 1, Language.ENGLISH));
    try (TorchTrainee trainee = guesser()) {
      run(folder, Small.policy(STAGE), trainee, Integer.MAX_VALUE);
    }
    List<JsonNode> lines = MetricsFile.read(folder.resolve("metrics.jsonl"));
    lines.forEach(System.out::println);
  }
}
