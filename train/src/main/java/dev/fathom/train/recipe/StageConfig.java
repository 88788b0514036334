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
  /// @param traces share of the tokens that come from the traces of a stage before, by its name;
  ///   the rest comes from the mix
  /// @param mix what it reads
  record Learning(
      String name,
      String from,
      int steps,
      int batchTokens,
      Optimization optimization,
      Schedule schedule,
      Keeping keeping,
      java.util.Map<String, Double> traces,
      MixConfig mix)
      implements StageConfig {
    public Learning {
      // in order: what a run depends on is written down from it
      traces = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(traces));
      double sum = traces.values().stream().mapToDouble(Double::doubleValue).sum();
      if (sum > 1) {
        throw new IllegalArgumentException("shares of traces must be 1 at most, got " + sum);
      }
    }
  }

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

  /// Answers gathered and verified, without learning: `reject` (rejection sampling, from the
  /// weights of the stage before) and `distil` (from a teacher).
  ///
  /// @param steps rounds
  /// @param questions of a round
  /// @param samples answers to each
  /// @param most verified answers that are kept of each
  /// @param temperature they are drawn with
  /// @param longest tokens of an answer at most
  /// @param teacher who answers; null for the weights of the stage before
  record Gathering(
      String name,
      String from,
      int steps,
      int questions,
      int samples,
      int most,
      double temperature,
      int longest,
      @org.jspecify.annotations.Nullable Teacher teacher,
      MixConfig mix)
      implements StageConfig {
    public Gathering {
      if (most > samples) {
        throw new IllegalArgumentException(
            "of %d answers at most as many can be kept, got %d".formatted(samples, most));
      }
    }

    /// Nothing is learned, so it matters to nothing.
    @Override
    public Optimization optimization() {
      return new Optimization(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /// Every round is kept.
    @Override
    public Keeping keeping() {
      return new Keeping(1, 1, 0, 1, 0);
    }
  }

  /// Who is distilled.
  ///
  /// @param place a model's folder or file, or the address of an endpoint that speaks OpenAI's
  ///   protocol, up to and with `/v1`
  /// @param model its name at an endpoint
  /// @param keyVariable the environment variable with the key to an endpoint; empty for none
  /// @param timeoutSeconds of one question
  /// @param together questions under way at once
  record Teacher(String place, String model, String keyVariable, int timeoutSeconds, int together) {
    /// Whether it is asked over the network.
    public boolean remote() {
      return place.startsWith("http://") || place.startsWith("https://");
    }
  }

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
