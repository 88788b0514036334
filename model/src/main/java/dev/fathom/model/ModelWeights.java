package dev.fathom.model;

import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// All weights of a model, bound.
///
/// @param embedding `[V, D]`
/// @param blocks the layers
/// @param outputNorm `[D]`
/// @param output `[V, D]`
/// @param rotations the rotary embedding
record ModelWeights(
    Tensor embedding, List<Block> blocks, Tensor outputNorm, Tensor output, Rotations rotations) {
  /// @param unpacker for the few weights that cannot stay as they lie in the file
  static ModelWeights bind(
      ModelConfig config, WeightSource source, ModelOptions options, Unpacker unpacker) {
    int width = config.width();
    int none = WeightSource.NO_LAYER;
    Tensor embedding = source.matrix(TensorName.EMBEDDING, none, config.vocabulary(), width);
    List<Block> blocks = new ArrayList<>(config.layers());
    for (int layer = 0; layer < config.layers(); layer++) {
      blocks.add(
          new Block(
              source.vector(TensorName.ATTENTION_NORM, layer, width),
              attention(config, source, layer, options, unpacker),
              source.vector(TensorName.MLP_NORM, layer, width),
              mlp(config, source, layer, unpacker)));
    }
    return new ModelWeights(
        embedding,
        blocks,
        source.vector(TensorName.OUTPUT_NORM, none, width),
        config.tiedEmbeddings()
            ? embedding
            : source.matrix(TensorName.OUTPUT, none, config.vocabulary(), width),
        rotations(config.rope(), source, unpacker));
  }

  /// Reads weights as plain numbers.
  record Unpacker(KernelSet kernels, Arena arena) {
    /// A copy of `matrix` in f32, without block scales.
    Tensor unpack(Tensor matrix) {
      Tensor plain = Tensor.allocate(arena, matrix.rows(), matrix.columns());
      kernels.gather(plain, matrix, IntStream.range(0, matrix.rows()).toArray());
      return plain;
    }

    /// The numbers of a vector.
    float[] numbers(Tensor vector) {
      try (Arena passing = Arena.ofShared()) {
        Tensor plain = Tensor.allocate(passing, 1, vector.columns());
        kernels.gather(plain, vector.rows(0, 1), new int[1]);
        return plain.row(0);
      }
    }
  }

  private static Attention attention(
      ModelConfig config, WeightSource source, int layer, ModelOptions options, Unpacker unpacker) {
    return switch (config.attention()) {
      case AttentionConfig.GroupedQuery shape ->
          new GroupedQueryAttention(
              layer, shape, GroupedQueryWeights.bind(shape, config.width(), source, layer), config);
      case AttentionConfig.Latent shape ->
          new LatentAttention(
              layer,
              shape,
              LatentWeights.bind(shape, config.width(), source, layer, unpacker::unpack),
              config,
              options.latentForm());
    };
  }

  private static Mlp mlp(ModelConfig config, WeightSource source, int layer, Unpacker unpacker) {
    ExpertsConfig experts = config.experts();
    if (experts == null || !experts.sparse(layer)) {
      return new DenseMlp(DenseWeights.bind(config.width(), config.denseWidth(), source, layer));
    }
    ExpertWeights weights = ExpertWeights.bind(experts, config.width(), source, layer);
    float[] bias = weights.routerBias().map(unpacker::numbers).orElse(new float[0]);
    return new ExpertMixture(experts, weights, bias);
  }

  private static Rotations rotations(RopeConfig rope, WeightSource source, Unpacker unpacker) {
    int none = WeightSource.NO_LAYER;
    if (!source.has(TensorName.ROPE_DIVISORS, none)) {
      return new Rotations(rope, null);
    }
    Tensor divisors = source.vector(TensorName.ROPE_DIVISORS, none, rope.dimensions() / 2);
    return new Rotations(rope, unpacker.numbers(divisors));
  }
}
