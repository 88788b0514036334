package dev.fathom.train.torch;

import java.util.Set;
import java.util.TreeSet;

/// Which weights get low-rank adapters (LoRA, arXiv 2106.09685), and how large ones.
///
/// @param rank of every change
/// @param alpha the change is scaled by `alpha / rank`
/// @param targets last words of weights' names, as `q_proj`; routed experts have no adapters
public record LoraSettings(int rank, double alpha, Set<String> targets) {
  private static final Set<String> ALL =
      Set.of(
          "q_proj",
          "k_proj",
          "v_proj",
          "o_proj",
          "q_a_proj",
          "q_b_proj",
          "kv_a_proj_with_mqa",
          "kv_b_proj",
          "gate_proj",
          "up_proj",
          "down_proj");

  public LoraSettings {
    if (rank < 1 || !(alpha > 0) || !Double.isFinite(alpha)) {
      throw new IllegalArgumentException(
          "lora: rank %d and alpha %s must be more than 0".formatted(rank, alpha));
    }
    for (String target : targets) {
      if (!ALL.contains(target)) {
        throw new IllegalArgumentException(
            "lora: no weight '%s' can be adapted, wanted some of %s"
                .formatted(target, new TreeSet<>(ALL)));
      }
    }
    targets = new TreeSet<>(targets);
  }

  /// Adapters for all matrices outside the routed experts.
  public static LoraSettings everywhere(int rank, double alpha) {
    return new LoraSettings(rank, alpha, ALL);
  }

  /// Whether every kind of weight is meant that a model may have.
  boolean all() {
    return targets.equals(ALL);
  }

  double scale() {
    return alpha / rank;
  }
}
