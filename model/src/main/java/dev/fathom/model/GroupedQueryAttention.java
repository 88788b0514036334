package dev.fathom.model;

import dev.fathom.kernel.RopeLayout;
import dev.fathom.tensor.Tensor;
import java.util.Optional;

/// Attention with a cache of keys and values, shared by groups of heads (arXiv 2305.13245).
final class GroupedQueryAttention implements Attention {
  private final int layer;
  private final AttentionConfig.GroupedQuery shape;
  private final GroupedQueryWeights weights;
  private final RopeLayout layout;
  private final float scale;
  private final float epsilon;

  GroupedQueryAttention(
      int layer,
      AttentionConfig.GroupedQuery shape,
      GroupedQueryWeights weights,
      ModelConfig config) {
    this.layer = layer;
    this.shape = shape;
    this.weights = weights;
    this.layout = config.rope().layout();
    this.scale = config.attentionScale();
    this.epsilon = config.normEpsilon();
  }

  @Override
  public void forward(Tensor out, Tensor x, Pass pass) {
    Tensor query = project("query", x, weights.query(), pass);
    Tensor key = project("key", x, weights.key(), pass);
    Tensor value = project("value", x, weights.value(), pass);
    encode(Heads.of(query, shape.heads()), weights.queryNorm(), pass);
    encode(Heads.of(key, shape.groups()), weights.keyNorm(), pass);
    Tensor mixed = pass.buffer("mixed", shape.heads() * shape.valueWidth());
    for (Pass.Stretch stretch : pass.stretches()) {
      attend(stretch, pass, new Rows(mixed, query, key, value));
    }
    pass.kernels().matmul(out, mixed, weights.output().weight());
    weights.output().bias().ifPresent(bias -> pass.kernels().addBias(out, bias));
  }

  private record Rows(Tensor mixed, Tensor query, Tensor key, Tensor value) {}

  private void attend(Pass.Stretch stretch, Pass pass, Rows rows) {
    var keys = pass.keys(layer, stretch);
    var values = pass.values(layer, stretch);
    pass.kernels().store(keys, stretch.position(), stretch.of(rows.key()));
    pass.kernels().store(values, stretch.position(), stretch.of(rows.value()));
    Tensor out = Heads.of(stretch.of(rows.mixed()), shape.heads());
    Tensor query = Heads.of(stretch.of(rows.query()), shape.heads());
    pass.kernels().attention(out, query, keys, values, stretch.position(), scale);
  }

  private static Tensor project(
      String name, Tensor x, GroupedQueryWeights.Projection projection, Pass pass) {
    Tensor out = pass.product(name, x, projection.weight());
    projection.bias().ifPresent(bias -> pass.kernels().addBias(out, bias));
    return out;
  }

  /// Normalises each head where the model does, and rotates it.
  private void encode(Tensor heads, Optional<Tensor> norm, Pass pass) {
    norm.ifPresent(weight -> pass.kernels().rmsNorm(heads, heads, weight, epsilon));
    Tensor rotated = Heads.part(heads, 0, pass.rotation().columns());
    pass.kernels().rope(rotated, pass.rotation(), layout);
  }
}
