package dev.fathom.train.torch;

import java.util.IdentityHashMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Low-rank changes of weights (LoRA, arXiv 2106.09685), found by the weight's tensor itself.
///
/// @param pairs of the weights that have one
/// @param scale of every change
record Adapters(IdentityHashMap<Tensor, Pair> pairs, double scale) {
  /// Nothing is changed.
  static final Adapters NONE = new Adapters(new IdentityHashMap<>(), 1);

  /// The change of a weight `[out, in]` is `up` times `down`.
  ///
  /// @param down `[rank, in]`, LoRA's A
  /// @param up `[out, rank]`, LoRA's B
  record Pair(Tensor down, Tensor up) {}

  /// The pair of `weight`; null where it has none.
  @Nullable Pair of(Tensor weight) {
    return pairs.get(weight);
  }
}
