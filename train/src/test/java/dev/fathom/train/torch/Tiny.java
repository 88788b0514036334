package dev.fathom.train.torch;

import dev.fathom.kernel.RopeLayout;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.RopeConfig;
import dev.fathom.model.RopeScaling;
import dev.fathom.model.RouterConfig;
import dev.fathom.train.Rows;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// Models small enough for seconds, and rows for them.
final class Tiny {
  static final int VOCABULARY = 40;

  private static final RouterConfig SIGMOID =
      new RouterConfig(RouterConfig.Scoring.SIGMOID, true, 1, 1, true, 1.5f);
  private static final RouterConfig SIGMOID_PLAIN =
      new RouterConfig(RouterConfig.Scoring.SIGMOID, true, 1, 1, false, 1);
  private static final RouterConfig SIGMOID_GROUPS =
      new RouterConfig(RouterConfig.Scoring.SIGMOID, true, 4, 2, true, 2.5f);
  private static final RouterConfig SOFTMAX =
      new RouterConfig(RouterConfig.Scoring.SOFTMAX, false, 1, 1, false, 1);
  private static final RouterConfig SOFTMAX_GROUPS =
      new RouterConfig(RouterConfig.Scoring.SOFTMAX, false, 4, 2, false, 4);

  private Tiny() {}

  /// Skips the test, saying so, where libtorch is not there.
  static void requireTorch() {
    Torch.refusal().ifPresent(reason -> System.out.println("skipped: " + reason));
    Assumptions.assumeTrue(Torch.refusal().isEmpty(), () -> Torch.refusal().orElse(""));
  }

  /// Every option of the architecture, by name.
  static Map<String, ModelConfig> all() {
    Map<String, ModelConfig> all = new TreeMap<>();
    all.put("latent, dense", model("deepseek2", latent(0), null, false));
    all.put("latent, dense, tied", model("deepseek2", latent(0), null, true));
    all.put(
        "latent with q_lora, experts", model("deepseek2", latent(12), experts(SIGMOID, 1), false));
    all.put(
        "sigmoid, not normalised", model("deepseek2", latent(0), experts(SIGMOID_PLAIN, 1), false));
    all.put("sigmoid, groups", model("deepseek2", latent(0), experts(SIGMOID_GROUPS, 2), false));
    all.put("softmax, no shared expert", model("deepseek2", latent(0), experts(SOFTMAX, 0), false));
    all.put("softmax, groups", model("deepseek2", latent(8), experts(SOFTMAX_GROUPS, 1), false));
    all.put("grouped, llama", model("llama", grouped(false, false), null, false));
    all.put("grouped, one group", model("llama", single(), null, false));
    all.put("grouped, biases, qwen2", model("qwen2", grouped(true, false), null, true));
    all.put("grouped, head norms, qwen3", model("qwen3", grouped(false, true), null, false));
    all.put(
        "grouped with experts",
        model("deepseek", grouped(false, false), experts(SIGMOID, 1), false));
    return all;
  }

  static ModelConfig named(String option) {
    return Objects.requireNonNull(all().get(option), option);
  }

  /// Latent attention, one dense and one sparse layer.
  static ModelConfig mixture() {
    return model("deepseek2", latent(0), experts(SIGMOID, 1), false);
  }

  private static AttentionConfig latent(int queryRank) {
    return new AttentionConfig.Latent(3, queryRank, 10, 6, 4, 5);
  }

  private static AttentionConfig grouped(boolean biases, boolean norms) {
    AttentionConfig.Extras extras = new AttentionConfig.Extras(biases, false, norms);
    return new AttentionConfig.GroupedQuery(4, 2, 8, 8, extras);
  }

  private static AttentionConfig single() {
    AttentionConfig.Extras extras = new AttentionConfig.Extras(false, false, false);
    return new AttentionConfig.GroupedQuery(4, 1, 8, 8, extras);
  }

  private static ExpertsConfig experts(RouterConfig router, int shared) {
    return new ExpertsConfig(8, 3, shared, 12, new TreeSet<>(Set.of(0)), router);
  }

  private static ModelConfig model(
      String architecture,
      AttentionConfig attention,
      @Nullable ExpertsConfig experts,
      boolean tied) {
    RopeConfig rope =
        switch (attention) {
          case AttentionConfig.Latent latent ->
              new RopeConfig(
                  latent.ropeWidth(), 10_000, RopeLayout.INTERLEAVED, new RopeScaling.None());
          case AttentionConfig.GroupedQuery heads ->
              new RopeConfig(heads.keyWidth(), 10_000, RopeLayout.HALVES, new RopeScaling.None());
        };
    return new ModelConfig(
        architecture, VOCABULARY, 64, 24, 2, 1e-6f, tied, attention, rope, 32, experts);
  }

  /// Weights far enough from 0 that every part matters.
  static TrainingSettings settings(long seed) {
    TrainingSettings exact = TrainingSettings.exact(seed);
    return new TrainingSettings(
        seed,
        1,
        exact.microTokens(),
        false,
        ExpertPath.CHOSEN,
        0.2,
        false,
        new OptimizerSettings(OptimizerSettings.Kind.ADAMW, 1e-2, 0.02, 0.9, 0.95, 0.95, 0.1, 1),
        new Auxiliary(0.3, 1e-2, 1e-3));
  }

  /// Random rows of different length; each token counts with a random weight, some with none.
  static Rows rows(long seed, int... lengths) {
    Random random = new Random(seed);
    int[][] tokens = new int[lengths.length][];
    float[][] weights = new float[lengths.length][];
    for (int row = 0; row < lengths.length; row++) {
      tokens[row] = random.ints(lengths[row], 0, VOCABULARY).toArray();
      weights[row] = new float[lengths[row]];
      for (int at = 0; at < lengths[row]; at++) {
        weights[row][at] = random.nextInt(4) == 0 ? 0 : random.nextFloat();
      }
    }
    return new Rows(tokens, weights);
  }

  /// Random numbers of the shape of `rows`.
  static float[][] likelihoods(long seed, Rows rows) {
    Random random = new Random(seed);
    return IntStream.range(0, rows.tokens().length)
        .mapToObj(
            row -> {
              float[] values = new float[rows.tokens()[row].length];
              for (int at = 0; at < values.length; at++) {
                values[at] = -4 - random.nextFloat();
              }
              return values;
            })
        .collect(Collectors.toList())
        .toArray(float[][]::new);
  }
}
