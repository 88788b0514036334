package dev.fathom.model;

import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The weights of one layer's latent attention (DeepSeek-V3 report, eq. 1 to 11). R latent rank, H
/// heads.
///
/// @param queryDown to the query's own latent, where it has one
/// @param query from there, or from the hidden state, to `[H * (nope + rope)]`
/// @param latentDown `[R + rope, D]`
/// @param latentNorm `[R]`
/// @param up keys and values of the heads
/// @param output `[D, H * Dv]`
record LatentWeights(
    Optional<Compression> queryDown,
    Tensor query,
    Tensor latentDown,
    Tensor latentNorm,
    Expansion up,
    Tensor output) {
  /// The query's way to its own latent: `weight` `[Rq, D]`, `norm` `[Rq]`.
  record Compression(Tensor weight, Tensor norm) {}

  /// From the latent to the heads.
  ///
  /// @param keys H matrices, `[R, nope]` if `keysTransposed`, else `[nope, R]`
  /// @param keysTransposed how the keys lie: the two layouts of GGUF and safetensors
  /// @param values H matrices `[Dv, R]`
  record Expansion(List<Tensor> keys, boolean keysTransposed, List<Tensor> values) {}

  /// @param unpack turns a matrix with block scales into one without, for scales that do not end
  ///   where a head ends
  static LatentWeights bind(
      AttentionConfig.Latent shape,
      int width,
      WeightSource source,
      int layer,
      UnaryOperator<Tensor> unpack) {
    int rank = shape.queryRank();
    int queries = shape.heads() * shape.keyWidth();
    int mixed = shape.heads() * shape.valueWidth();
    return new LatentWeights(
        rank == 0
            ? Optional.empty()
            : Optional.of(
                new Compression(
                    source.matrix(TensorName.QUERY_DOWN, layer, rank, width),
                    source.vector(TensorName.QUERY_DOWN_NORM, layer, rank))),
        rank == 0
            ? source.matrix(TensorName.QUERY, layer, queries, width)
            : source.matrix(TensorName.QUERY_UP, layer, queries, rank),
        source.matrix(TensorName.LATENT_DOWN, layer, shape.keyRow(), width),
        source.vector(TensorName.LATENT_NORM, layer, shape.latentRank()),
        source.has(TensorName.LATENT_KEY, layer)
            ? separate(shape, source, layer)
            : joint(shape, source, layer, unpack),
        source.matrix(TensorName.ATTENTION_OUTPUT, layer, width, mixed));
  }

  private static Expansion separate(AttentionConfig.Latent shape, WeightSource source, int layer) {
    Shape key = Shape.of(shape.latentRank(), shape.nopeWidth());
    Shape value = Shape.of(shape.valueWidth(), shape.latentRank());
    return new Expansion(
        source.stacked(TensorName.LATENT_KEY, layer, shape.heads(), key),
        true,
        source.stacked(TensorName.LATENT_VALUE, layer, shape.heads(), value));
  }

  private static Expansion joint(
      AttentionConfig.Latent shape, WeightSource source, int layer, UnaryOperator<Tensor> unpack) {
    int head = shape.nopeWidth() + shape.valueWidth();
    Tensor both =
        source.matrix(TensorName.LATENT_UP, layer, (long) shape.heads() * head, shape.latentRank());
    boolean blocksFit = shape.nopeWidth() % 128 == 0 && head % 128 == 0;
    Tensor rows = both.scales() == null || blocksFit ? both : unpack.apply(both);
    List<Tensor> keys = new ArrayList<>();
    List<Tensor> values = new ArrayList<>();
    for (int h = 0; h < shape.heads(); h++) {
      keys.add(rows.rows((long) h * head, shape.nopeWidth()));
      values.add(rows.rows((long) h * head + shape.nopeWidth(), shape.valueWidth()));
    }
    return new Expansion(keys, false, values);
  }
}
