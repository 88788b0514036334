package dev.fathom.model;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// The mixture of experts of a model's sparse layers (DeepSeekMoE, arXiv 2401.06066).
///
/// @param count E, routed experts in a layer
/// @param used experts a token goes to
/// @param shared experts that every token goes to besides; they are one MLP, `shared` times as wide
/// @param width inner width of one expert
/// @param denseLayers layers that have a dense MLP instead
/// @param router how a token's experts are chosen
public record ExpertsConfig(
    int count,
    int used,
    int shared,
    int width,
    SortedSet<Integer> denseLayers,
    RouterConfig router) {
  public ExpertsConfig {
    Bounds.within("expert_count", count, 1, 65_536);
    Bounds.within("expert_used_count", used, 1, count);
    Bounds.within("expert_shared_count", shared, 0, 1024);
    Bounds.within("expert_feed_forward_length", width, 1, Bounds.MAX_WIDTH);
    Bounds.within("width of the shared experts", (long) shared * width, 0, Bounds.MAX_WIDTH);
    Bounds.divides("expert_count", count, "expert_group_count", router.groups());
    Bounds.within(
        "expert_used_count", used, 1, (long) router.groupsUsed() * (count / router.groups()));
    denseLayers = Collections.unmodifiableSortedSet(new TreeSet<>(denseLayers));
  }

  /// Whether layer `layer` has experts.
  public boolean sparse(int layer) {
    return !denseLayers.contains(layer);
  }

  /// Inner width of the shared experts together.
  public int sharedWidth() {
    return shared * width;
  }

  /// Weights of one sparse layer at model width `width`, of which `experts` routed ones are
  /// counted.
  public long parameters(int modelWidth, int experts) {
    long mlps = (experts + (long) shared) * 3 * modelWidth * width;
    return mlps + (long) modelWidth * count + (router.correctionBias() ? count : 0);
  }
}
