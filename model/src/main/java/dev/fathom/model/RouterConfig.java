package dev.fathom.model;

/// How a router turns its logits into chosen experts and their weights.
///
/// @param scoring logits to scores
/// @param correctionBias whether a bias is added for the choice (not for the weight)
/// @param groups groups of consecutive experts; 1 where every expert may be chosen
/// @param groupsUsed how many groups a token's experts may come from
/// @param normalised whether the chosen weights are divided by their sum
/// @param scale what the weights are multiplied by at the end
public record RouterConfig(
    Scoring scoring,
    boolean correctionBias,
    int groups,
    int groupsUsed,
    boolean normalised,
    float scale) {
  /// Logits to scores.
  public enum Scoring {
    /// Softmax over all experts; a group is as good as its best expert (V2, Qwen3).
    SOFTMAX,
    /// Sigmoid of each; a group is as good as its two best experts together (V3).
    SIGMOID
  }

  public RouterConfig {
    Bounds.within("expert_group_count", groups, 1, 1024);
    Bounds.within("expert_group_used_count", groupsUsed, 1, groups);
    Bounds.positive("expert_weights_scale", scale);
  }
}
