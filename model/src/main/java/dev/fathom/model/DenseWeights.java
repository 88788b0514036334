package dev.fathom.model;

import dev.fathom.tensor.Tensor;

/// A gated MLP: `down(silu(gate x) * up x)`. F inner width.
///
/// @param gate `[F, D]`
/// @param up `[F, D]`
/// @param down `[D, F]`
record DenseWeights(Tensor gate, Tensor up, Tensor down) {
  /// The MLP of a dense layer.
  static DenseWeights bind(int width, int inner, WeightSource source, int layer) {
    return new DenseWeights(
        source.matrix(TensorName.GATE, layer, inner, width),
        source.matrix(TensorName.UP, layer, inner, width),
        source.matrix(TensorName.DOWN, layer, width, inner));
  }

  /// The shared experts of a sparse layer.
  static DenseWeights bindShared(int width, int inner, WeightSource source, int layer) {
    return new DenseWeights(
        source.matrix(TensorName.SHARED_GATE, layer, inner, width),
        source.matrix(TensorName.SHARED_UP, layer, inner, width),
        source.matrix(TensorName.SHARED_DOWN, layer, width, inner));
  }

  int innerWidth() {
    return gate.rows();
  }
}
