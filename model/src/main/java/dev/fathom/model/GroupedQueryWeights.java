package dev.fathom.model;

import dev.fathom.tensor.Tensor;
import java.util.Optional;

/// The weights of one layer's grouped-query attention. D model width, H query heads, G groups.
///
/// @param query `[H * Dk, D]`
/// @param key `[G * Dk, D]`
/// @param value `[G * Dv, D]`
/// @param output `[D, H * Dv]`
/// @param queryNorm `[Dk]`
/// @param keyNorm `[Dk]`
record GroupedQueryWeights(
    Projection query,
    Projection key,
    Projection value,
    Projection output,
    Optional<Tensor> queryNorm,
    Optional<Tensor> keyNorm) {
  /// A matrix and perhaps a bias.
  record Projection(Tensor weight, Optional<Tensor> bias) {}

  static GroupedQueryWeights bind(
      AttentionConfig.GroupedQuery shape, int width, WeightSource source, int layer) {
    boolean in = shape.extras().inputBias();
    boolean norms = shape.extras().headNorms();
    int queryRow = shape.heads() * shape.keyWidth();
    int mixedRow = shape.heads() * shape.valueWidth();
    return new GroupedQueryWeights(
        new Projection(
            source.matrix(TensorName.QUERY, layer, queryRow, width),
            source.vectorIf(in, TensorName.QUERY_BIAS, layer, queryRow)),
        new Projection(
            source.matrix(TensorName.KEY, layer, shape.keyRow(), width),
            source.vectorIf(in, TensorName.KEY_BIAS, layer, shape.keyRow())),
        new Projection(
            source.matrix(TensorName.VALUE, layer, shape.valueRow(), width),
            source.vectorIf(in, TensorName.VALUE_BIAS, layer, shape.valueRow())),
        new Projection(
            source.matrix(TensorName.ATTENTION_OUTPUT, layer, width, mixedRow),
            source.vectorIf(
                shape.extras().outputBias(), TensorName.ATTENTION_OUTPUT_BIAS, layer, width)),
        source.vectorIf(norms, TensorName.QUERY_NORM, layer, shape.keyWidth()),
        source.vectorIf(norms, TensorName.KEY_NORM, layer, shape.keyWidth()));
  }
}
