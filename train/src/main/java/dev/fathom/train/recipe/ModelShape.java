package dev.fathom.train.recipe;

import dev.fathom.kernel.RopeLayout;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.RopeConfig;
import dev.fathom.model.RopeScaling;
import dev.fathom.model.RouterConfig;
import java.util.TreeSet;

/// The shape of a model to be made: DeepSeek-V3's block, or a dense or plain control.
///
/// @param width D
/// @param layers blocks, multi-token prediction not counted
/// @param dense of these, the first that have no experts
/// @param context tokens of a sequence at most
/// @param inner width of the dense MLPs
/// @param attention heads and their widths
/// @param experts of the other blocks
/// @param mtp layers of multi-token prediction, 0 or 1
/// @param tied whether the output head is the embedding table
public record ModelShape(
    int width,
    int layers,
    int dense,
    int context,
    int inner,
    Attention attention,
    Experts experts,
    int mtp,
    boolean tied) {
  private static final float NORM_EPSILON = 1e-6f;
  private static final double ROPE_BASE = 10_000;

  /// Multi-head latent attention, or with rank 0 plain attention (for the ablation).
  ///
  /// @param queryRank of the latent queries, 0 for none
  /// @param rank R of the latent keys and values
  public record Attention(int heads, int queryRank, int rank, int nope, int rope, int value) {
    int keyWidth() {
      return nope + rope;
    }

    AttentionConfig latent() {
      return new AttentionConfig.Latent(heads, queryRank, rank, nope, rope, value);
    }

    /// Every head with keys and values of its own, all as wide as its keys.
    AttentionConfig plain() {
      AttentionConfig.Extras none = new AttentionConfig.Extras(false, false, false);
      return new AttentionConfig.GroupedQuery(heads, heads, keyWidth(), keyWidth(), none);
    }
  }

  /// The mixture of experts.
  ///
  /// @param count E, 0 for a dense model
  /// @param chosen of them, for each token
  /// @param shared experts that see every token
  /// @param inner width of each
  public record Experts(int count, int chosen, int shared, int inner) {}

  public ModelShape {
    if (dense > layers) {
      throw new IllegalArgumentException(
          "dense layers must be at most all %d, got %d".formatted(layers, dense));
    }
    if (experts.chosen() > experts.count()) {
      throw new IllegalArgumentException(
          "chosen experts must be at most all %d, got %d"
              .formatted(experts.count(), experts.chosen()));
    }
    if (attention.rope() % 2 != 0) {
      throw new IllegalArgumentException(
          "the width of positions must be even, got " + attention.rope());
    }
  }

  /// The model's numbers, with a vocabulary of so many tokens.
  public ModelConfig config(int vocabulary) {
    boolean latent = attention.rank() > 0;
    int rotated = latent ? attention.rope() : attention.keyWidth();
    RopeLayout layout = latent ? RopeLayout.INTERLEAVED : RopeLayout.HALVES;
    return new ModelConfig(
        latent ? "deepseek2" : "deepseek",
        vocabulary,
        context,
        width,
        layers,
        NORM_EPSILON,
        tied,
        latent ? attention.latent() : attention.plain(),
        new RopeConfig(rotated, ROPE_BASE, layout, new RopeScaling.None()),
        inner,
        experts.count() == 0 || dense == layers ? null : mixture());
  }

  private ExpertsConfig mixture() {
    TreeSet<Integer> leading = new TreeSet<>();
    for (int layer = 0; layer < dense; layer++) {
      leading.add(layer);
    }
    RouterConfig router = new RouterConfig(RouterConfig.Scoring.SIGMOID, true, 1, 1, true, 1);
    return new ExpertsConfig(
        experts.count(), experts.chosen(), experts.shared(), experts.inner(), leading, router);
  }
}
