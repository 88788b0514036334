package dev.fathom.plan;

import dev.fathom.meter.ByteCount;
import dev.fathom.meter.Flops;
import org.jspecify.annotations.Nullable;

/// What a model is, as far as planning needs it.
///
/// @param width D
/// @param experts null where every layer is dense
/// @param context the longest sequence
public record ModelShape(
    String name,
    Parameters parameters,
    int layers,
    int width,
    AttentionShape attention,
    @Nullable ExpertShape experts,
    int context) {
  private static final int MLP_PRODUCTS = 3; // gate, up, down
  private static final double TRAINING_PASSES = 3; // forward, and twice as much backward

  /// Bytes kept of one token in all layers.
  public ByteCount cachePerToken(Precision cache) {
    return cache.bytes(layers * attention.row());
  }

  /// Products with weights in a step: each is a call of a kernel. In a mixture of experts, the
  /// shared ones count as the dense MLP, the router and the routed ones come on top.
  public double products() {
    double dense = (double) layers * (attention.products() + MLP_PRODUCTS);
    return dense + (experts == null ? 0 : (double) experts.layers() * (1 + MLP_PRODUCTS));
  }

  /// FLOPs of one token's products with weights, the head left out if only a prompt's last token
  /// meets it.
  public Flops linear(boolean withHead) {
    return new Flops(2 * (parameters.matrices() - (withHead ? 0 : parameters.head())));
  }

  /// FLOPs of one token's attention over `before` others in a prompt.
  public Flops prefillAttention(double before) {
    return new Flops(layers * attention.prefillFlops() * before);
  }

  /// FLOPs of one generated token's attention over `before` others.
  public Flops decodeAttention(double before) {
    return new Flops(layers * attention.decodeFlops() * before);
  }

  /// FLOPs of training on one token in sequences of `length`, attention included: what "Insights
  /// into DeepSeek-V3" counts.
  public Flops training(double length) {
    double forward = linear(true).count() + prefillAttention(length / 2).count();
    return new Flops(TRAINING_PASSES * forward);
  }
}
