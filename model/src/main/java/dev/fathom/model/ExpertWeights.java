package dev.fathom.model;

import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// The weights of one layer's mixture of experts.
///
/// @param router `[E, D]`
/// @param routerBias `[E]`, added for the choice only
/// @param gates E matrices `[F, D]`
/// @param ups E matrices `[F, D]`
/// @param downs E matrices `[D, F]`
/// @param shared the experts that every token goes to
record ExpertWeights(
    Tensor router,
    Optional<Tensor> routerBias,
    List<Tensor> gates,
    List<Tensor> ups,
    List<Tensor> downs,
    Optional<DenseWeights> shared) {
  static ExpertWeights bind(ExpertsConfig experts, int width, WeightSource source, int layer) {
    int count = experts.count();
    Shape in = Shape.of(experts.width(), width);
    Shape out = Shape.of(width, experts.width());
    return new ExpertWeights(
        source.matrix(TensorName.ROUTER, layer, count, width),
        source.vectorIf(experts.router().correctionBias(), TensorName.ROUTER_BIAS, layer, count),
        source.experts(TensorName.EXPERT_GATE, layer, count, in),
        source.experts(TensorName.EXPERT_UP, layer, count, in),
        source.experts(TensorName.EXPERT_DOWN, layer, count, out),
        experts.shared() == 0
            ? Optional.empty()
            : Optional.of(DenseWeights.bindShared(width, experts.sharedWidth(), source, layer)));
  }
}
