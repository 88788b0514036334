package dev.fathom.train.recipe;

import dev.fathom.train.PolicyLoss;

/// A stage of a recipe.
public sealed interface StageConfig {
  /// What its folder is called.
  String name();

  /// The stage whose last weights it begins with; empty for weights drawn from the seed.
  String from();

  /// Steps of the optimizer.
  int steps();

  Optimization optimization();

  Keeping keeping();

  /// Of what problems it learns.
  MixConfig mix();

  /// Next-token learning: `pretrain` and `sft`.
  ///
  /// @param batchTokens tokens of a step, about
  /// @param mix what it reads
  record Learning(
      String name,
      String from,
      int steps,
      int batchTokens,
      Optimization optimization,
      Schedule schedule,
      Keeping keeping,
      MixConfig mix)
      implements StageConfig {}

  /// Reinforcement with verifiable rewards: `grpo`.
  ///
  /// @param prompts questions of a step
  /// @param group answers to each
  /// @param temperature they are drawn with
  /// @param updates steps of the optimizer on the answers of one step, 1 for on-policy
  /// @param overlong what becomes of answers that were cut off
  /// @param loss how the policy's loss is taken; its `longest` bounds an answer
  /// @param reward what is rewarded
  /// @param band pass rates between which a level is worth training on
  record Policy(
      String name,
      String from,
      int steps,
      int prompts,
      int group,
      double temperature,
      int updates,
      Overlong overlong,
      PolicyLoss loss,
      Reward reward,
      Band band,
      Optimization optimization,
      Schedule schedule,
      Keeping keeping,
      MixConfig mix)
      implements StageConfig {}

  /// What a reward is given for.
  enum Reward {
    /// 1 for a right answer in the format, 0.1 for the format alone.
    ACCURACY,
    /// 1 for the format alone (a control).
    FORMAT,
    /// 1 or 0 at random (a control).
    RANDOM
  }

  /// What becomes of an answer that was longer than allowed.
  enum Overlong {
    /// Nothing is learned from it, and its group is judged without it (DAPO's overlong filtering).
    MASK,
    /// It is learned from as a wrong one.
    ZERO
  }

  /// Pass rates.
  record Band(double low, double high) {
    public Band {
      if (!(low < high)) {
        throw new IllegalArgumentException(
            "a band goes from a lower to a higher pass rate, got %s to %s".formatted(low, high));
      }
    }
  }
}
