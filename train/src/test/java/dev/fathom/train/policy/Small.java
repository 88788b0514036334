package dev.fathom.train.policy;

import dev.fathom.kernel.RopeLayout;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.RopeConfig;
import dev.fathom.model.RopeScaling;
import dev.fathom.model.RouterConfig;
import dev.fathom.text.Tokenizer;
import dev.fathom.train.Rows;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.data.Dice;
import dev.fathom.train.data.TokenizerTrainer;
import dev.fathom.train.recipe.Recipes;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Tasks;
import dev.fathom.train.torch.Auxiliary;
import dev.fathom.train.torch.ExpertPath;
import dev.fathom.train.torch.OptimizerSettings;
import dev.fathom.train.torch.Torch;
import dev.fathom.train.torch.TorchTrainee;
import dev.fathom.train.torch.TrainingSettings;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/// A model, a tokenizer and stages small enough for seconds.
final class Small {
  static final TokenizerTrainer.TokenizerFiles FILES =
      new TokenizerTrainer()
          .read(((StageConfig.Learning) Recipes.named("r1-mini").stages().getFirst()).mix(), 1, 300)
          .train(300, 300);
  static final Tokenizer TOKENIZER = FILES.open();

  private Small() {}

  /// Skips the test, saying so, where libtorch is not there.
  static void requireTorch() {
    Torch.refusal().ifPresent(reason -> System.out.println("skipped: " + reason));
    Assumptions.assumeTrue(Torch.refusal().isEmpty(), () -> Torch.refusal().orElse(""));
  }

  /// Latent attention, a dense layer and one with experts.
  static ModelConfig config() {
    return new ModelConfig(
        "deepseek2",
        300,
        96,
        32,
        2,
        1e-6f,
        false,
        new AttentionConfig.Latent(2, 0, 16, 8, 8, 8),
        new RopeConfig(8, 10_000, RopeLayout.INTERLEAVED, new RopeScaling.None()),
        64,
        new ExpertsConfig(
            4,
            2,
            1,
            24,
            new TreeSet<>(Set.of(0)),
            new RouterConfig(RouterConfig.Scoring.SIGMOID, true, 1, 1, true, 1)));
  }

  /// @param deviation of the initial weights; large ones make answers differ
  static TrainingSettings settings(long seed, double deviation, double rate) {
    return new TrainingSettings(
        seed,
        1,
        4096,
        false,
        ExpertPath.CHOSEN,
        deviation,
        false,
        new OptimizerSettings(OptimizerSettings.Kind.ADAMW, rate, 0, 0.9, 0.97, 0.95, 0, 1),
        new Auxiliary(0, 1e-4, 1e-3));
  }

  static TorchTrainee fresh(double rate) {
    return new TorchTrainee(config(), settings(3, 0.1, rate));
  }

  /// A model that writes in the format and knows some products of one digit, but says another
  /// number half of the time.
  static TorchTrainee guesser(int steps) {
    ChatLines lines = new ChatLines(TOKENIZER);
    TorchTrainee trainee = fresh(5e-3);
    for (int step = 1; step <= steps; step++) {
      int[][] tokens = new int[48][];
      float[][] weights = new float[48][];
      for (int row = 0; row < tokens.length; row++) {
        Dice dice = Dice.of(step, row);
        Problem problem = Tasks.named("drill_times").problem(dice.bits(), 1, Language.ENGLISH);
        String answer = dice.chance(0.5) ? problem.answer() : "" + dice.below(100);
        ChatLines.Line line =
            lines.line(ChatLines.prompt(problem.question()), ChatLines.completion("", answer));
        tokens[row] = line.tokens();
        weights[row] = new float[tokens[row].length];
        Arrays.fill(weights[row], line.promptLength(), tokens[row].length, 1);
      }
      trainee.learn(new Rows(tokens, weights), 1);
    }
    return trainee;
  }

  /// A stage of one family, drills of one digit's products.
  static StageConfig.Policy policy(String more) {
    String toml =
        """
        name = "small"
        [model]
        context = 96
        [[stage]]
        name = "before"
        kind = "pretrain"
        [stage.mix.families]
        gcd = {}
        [[stage]]
        name = "grpo"
        kind = "grpo"
        from = "before"
        warm-up = 0
        longest = 16
        %s
        [stage.mix]
        german = 0
        [stage.mix.families]
        drill_times = { levels = [1] }
        """
            .formatted(more);
    return (StageConfig.Policy) Recipes.parse("small.toml", toml).stage("grpo");
  }
}
