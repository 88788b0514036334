package dev.fathom.train.torch;

import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// Which weights a model has, under Hugging Face's names. The experts of a layer are one weight
/// `[E, rows, columns]` whose name has `@` for the expert.
final class Blueprint {
  /// What a weight is, for its initial values and its optimizer. The order is the one in memory.
  enum Kind {
    /// Inside a block: random, Muon's or AdamW's.
    MATRIX,
    /// Embedding, head, router: random, AdamW's.
    TABLE,
    /// Initially 1, never decays.
    NORM,
    /// Initially 0, never decays.
    BIAS
  }

  /// @param shape outermost axis first
  record Weight(String name, Kind kind, List<Long> shape) {
    long count() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }

    long[] lengths() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  private final ModelConfig config;
  private final List<Weight> weights = new ArrayList<>();

  private Blueprint(ModelConfig config) {
    this.config = config;
  }

  /// All weights, matrices first.
  ///
  /// @param foresees whether a block for multi-token prediction follows the layers
  static List<Weight> of(ModelConfig config, boolean foresees) {
    Blueprint blueprint = new Blueprint(config);
    blueprint.draw(foresees);
    blueprint.weights.sort(Comparator.comparing(Weight::kind));
    return List.copyOf(blueprint.weights);
  }

  /// The beginning of the names of layer `layer`'s weights.
  static String layer(int layer) {
    return "model.layers." + layer + ".";
  }

  private void draw(boolean foresees) {
    long width = config.width();
    add(Kind.TABLE, "model.embed_tokens.weight", config.vocabulary(), width);
    if (!config.tiedEmbeddings()) {
      add(Kind.TABLE, "lm_head.weight", config.vocabulary(), width);
    }
    add(Kind.NORM, "model.norm.weight", width);
    for (int layer = 0; layer < config.layers(); layer++) {
      block(layer);
    }
    if (foresees) {
      String prefix = layer(config.layers());
      add(Kind.NORM, prefix + "enorm.weight", width);
      add(Kind.NORM, prefix + "hnorm.weight", width);
      add(Kind.MATRIX, prefix + "eh_proj.weight", width, 2 * width);
      block(config.layers());
      add(Kind.NORM, prefix + "shared_head.norm.weight", width);
    }
  }

  private void block(int layer) {
    String prefix = layer(layer);
    add(Kind.NORM, prefix + "input_layernorm.weight", config.width());
    switch (config.attention()) {
      case AttentionConfig.Latent latent -> latent(prefix + "self_attn.", latent);
      case AttentionConfig.GroupedQuery heads -> grouped(prefix + "self_attn.", heads);
    }
    add(Kind.NORM, prefix + "post_attention_layernorm.weight", config.width());
    if (config.sparse(layer)) {
      experts(prefix + "mlp.", Objects.requireNonNull(config.experts()));
    } else {
      mlp(prefix + "mlp.", config.denseWidth());
    }
  }

  private void latent(String prefix, AttentionConfig.Latent shape) {
    long width = config.width();
    long queries = (long) shape.heads() * shape.keyWidth();
    if (shape.queryRank() == 0) {
      add(Kind.MATRIX, prefix + "q_proj.weight", queries, width);
    } else {
      add(Kind.MATRIX, prefix + "q_a_proj.weight", shape.queryRank(), width);
      add(Kind.NORM, prefix + "q_a_layernorm.weight", shape.queryRank());
      add(Kind.MATRIX, prefix + "q_b_proj.weight", queries, shape.queryRank());
    }
    add(Kind.MATRIX, prefix + "kv_a_proj_with_mqa.weight", shape.keyRow(), width);
    add(Kind.NORM, prefix + "kv_a_layernorm.weight", shape.latentRank());
    long expanded = (long) shape.heads() * (shape.nopeWidth() + shape.valueWidth());
    add(Kind.MATRIX, prefix + "kv_b_proj.weight", expanded, shape.latentRank());
    long mixed = (long) shape.heads() * shape.valueWidth();
    add(Kind.MATRIX, prefix + "o_proj.weight", width, mixed);
  }

  private void grouped(String prefix, AttentionConfig.GroupedQuery shape) {
    boolean bias = shape.extras().inputBias();
    project(prefix + "q_proj", (long) shape.heads() * shape.keyWidth(), config.width(), bias);
    project(prefix + "k_proj", shape.keyRow(), config.width(), bias);
    project(prefix + "v_proj", shape.valueRow(), config.width(), bias);
    long mixed = (long) shape.heads() * shape.valueWidth();
    project(prefix + "o_proj", config.width(), mixed, shape.extras().outputBias());
    if (shape.extras().headNorms()) {
      add(Kind.NORM, prefix + "q_norm.weight", shape.keyWidth());
      add(Kind.NORM, prefix + "k_norm.weight", shape.keyWidth());
    }
  }

  private void project(String name, long rows, long columns, boolean bias) {
    add(Kind.MATRIX, name + ".weight", rows, columns);
    if (bias) {
      add(Kind.BIAS, name + ".bias", rows);
    }
  }

  private void experts(String prefix, ExpertsConfig experts) {
    long width = config.width();
    long inner = experts.width();
    add(Kind.TABLE, prefix + "gate.weight", experts.count(), width);
    add(Kind.MATRIX, prefix + "experts.@.gate_proj.weight", experts.count(), inner, width);
    add(Kind.MATRIX, prefix + "experts.@.up_proj.weight", experts.count(), inner, width);
    add(Kind.MATRIX, prefix + "experts.@.down_proj.weight", experts.count(), width, inner);
    if (experts.shared() > 0) {
      mlp(prefix + "shared_experts.", experts.sharedWidth());
    }
  }

  private void mlp(String prefix, long inner) {
    add(Kind.MATRIX, prefix + "gate_proj.weight", inner, config.width());
    add(Kind.MATRIX, prefix + "up_proj.weight", inner, config.width());
    add(Kind.MATRIX, prefix + "down_proj.weight", config.width(), inner);
  }

  private void add(Kind kind, String name, long... shape) {
    weights.add(new Weight(name, kind, Arrays.stream(shape).boxed().toList()));
  }
}
