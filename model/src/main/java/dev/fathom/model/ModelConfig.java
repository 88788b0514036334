package dev.fathom.model;

import dev.fathom.tensor.ElementType;
import org.jspecify.annotations.Nullable;

/// What a transformer is, in numbers. A value exists only if the numbers go together.
///
/// @param architecture `deepseek2`, `deepseek`, `qwen2`, `qwen3`, `qwen3moe`, `llama`
/// @param vocabulary V
/// @param context the longest sequence the model was made for
/// @param width D
/// @param layers the number of blocks
/// @param normEpsilon added to the mean square in RMS norms
/// @param tiedEmbeddings whether the output head is the embedding table
/// @param attention the shape of the attention
/// @param rope how positions are encoded
/// @param denseWidth inner width of the dense MLPs; unused where every layer has experts
/// @param experts the mixture of experts, or null where every layer is dense
public record ModelConfig(
    String architecture,
    int vocabulary,
    int context,
    int width,
    int layers,
    float normEpsilon,
    boolean tiedEmbeddings,
    AttentionConfig attention,
    RopeConfig rope,
    int denseWidth,
    @Nullable ExpertsConfig experts) {
  public ModelConfig {
    Bounds.within("vocab_size", vocabulary, 1, 1 << 24);
    Bounds.within("context_length", context, 1, 1 << 28);
    Bounds.within("embedding_length", width, 1, Bounds.MAX_WIDTH);
    Bounds.within("block_count", layers, 1, 1000);
    Bounds.within("feed_forward_length", denseWidth, 1, 1 << 22);
    Bounds.positive("layer_norm_rms_epsilon", normEpsilon);
    int rotated =
        switch (attention) {
          case AttentionConfig.GroupedQuery heads -> heads.keyWidth();
          case AttentionConfig.Latent latent -> latent.ropeWidth();
        };
    Bounds.within("rope dimension_count", rope.dimensions(), 2, rotated);
  }

  /// Whether layer `layer` has a mixture of experts.
  public boolean sparse(int layer) {
    return experts != null && experts.sparse(layer);
  }

  /// What the dot product of query and key is multiplied by.
  public float attentionScale() {
    return (float) (attention.scale() * rope.scaling().softmaxFactor());
  }

  /// Elements of one token's rows in all layers of the cache.
  public long cacheElementsPerToken() {
    return (long) layers * (attention.keyRow() + attention.valueRow());
  }

  /// Bytes of one token in all layers of a cache of type `type`. Throws {@link ModelException}
  /// where a part of a row that is read by itself is no whole blocks of it.
  public long cacheBytesPerToken(ElementType type) {
    for (int part : attention.cachedParts()) {
      if (part % type.blockLength() != 0) {
        throw new ModelException(
            "a cache of type %s keeps numbers in blocks of %d, but this model's attention has keys or values of %d; try --cache f16"
                .formatted(type, type.blockLength(), part));
      }
    }
    return layers * (type.bytes(attention.keyRow()) + type.bytes(attention.valueRow()));
  }

  /// Counts the weights, those of multi-token prediction left out.
  public ParameterCount parameters() {
    long table = (long) vocabulary * width;
    long edges = (tiedEmbeddings ? 1 : 2) * table + width;
    long total = edges;
    long active = edges;
    for (int layer = 0; layer < layers; layer++) {
      long shared = attention.parameters(width) + 2L * width;
      total += shared + mlpParameters(layer, false);
      active += shared + mlpParameters(layer, true);
    }
    return new ParameterCount(total, active, tiedEmbeddings ? active : active - table);
  }

  private long mlpParameters(int layer, boolean activeOnly) {
    if (experts == null || !experts.sparse(layer)) {
      return 3L * width * denseWidth;
    }
    return experts.parameters(width, activeOnly ? experts.used() : experts.count());
  }
}
