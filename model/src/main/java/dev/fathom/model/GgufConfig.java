package dev.fathom.model;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.FormatException;
import dev.fathom.format.Metadata;
import dev.fathom.kernel.RopeLayout;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads a {@link ModelConfig} from GGUF's keys (`gguf-py/constants.py` of llama.cpp; `deepseek.md`
/// section 7).
final class GgufConfig {
  private final String file;
  private final Metadata keys;
  private final WeightSource weights;
  private final Architecture architecture;

  private GgufConfig(Checkpoint checkpoint) {
    this.file = checkpoint.name();
    this.keys = checkpoint.metadata();
    this.weights = new WeightSource(checkpoint);
    this.architecture = Architecture.ofGguf(file, keys.string("general.architecture"));
  }

  static ModelConfig read(Checkpoint checkpoint) {
    GgufConfig reader = new GgufConfig(checkpoint);
    try {
      return reader.config();
    } catch (IllegalArgumentException invalid) {
      throw new FormatException(reader.file + ": " + invalid.getMessage());
    }
  }

  private ModelConfig config() {
    int context = keys.intValue(key("context_length"));
    // blocks of multi-token prediction are counted with the others, and come last
    int layers = keys.intValue(key("block_count")) - optional("nextn_predict_layers", 0);
    AttentionConfig attention = architecture.latent() ? latent() : groupedQuery();
    return new ModelConfig(
        architecture.gguf(),
        vocabulary(),
        context,
        keys.intValue(key("embedding_length")),
        layers,
        (float) keys.number(key("attention.layer_norm_rms_epsilon")),
        !weights.has(TensorName.OUTPUT, WeightSource.NO_LAYER),
        attention,
        rope(attention, context),
        optional("feed_forward_length", 1),
        experts());
  }

  private String key(String name) {
    return architecture.gguf() + "." + name;
  }

  private int optional(String name, int absent) {
    return keys.findLong(key(name)).isEmpty() ? absent : keys.intValue(key(name));
  }

  private double optional(String name, double absent) {
    return keys.findDouble(key(name)).orElse(absent);
  }

  private int vocabulary() {
    if (keys.findLong(key("vocab_size")).isPresent()) {
      return keys.intValue(key("vocab_size"));
    }
    return keys.findStrings("tokenizer.ggml.tokens")
        .orElseThrow(
            () ->
                new FormatException(
                    "%s: keys '%s' and 'tokenizer.ggml.tokens' are missing, wanted one of them"
                        .formatted(file, key("vocab_size"))))
        .size();
  }

  private AttentionConfig groupedQuery() {
    int heads = keys.intValue(key("attention.head_count"));
    Bounds.within("attention head_count", heads, 1, 65_536);
    int width = keys.intValue(key("embedding_length"));
    return new AttentionConfig.GroupedQuery(
        heads,
        optional("attention.head_count_kv", heads),
        optional("attention.key_length", width / heads),
        optional("attention.value_length", width / heads),
        new AttentionConfig.Extras(
            weights.has(TensorName.QUERY_BIAS, 0),
            weights.has(TensorName.ATTENTION_OUTPUT_BIAS, 0),
            weights.has(TensorName.QUERY_NORM, 0)));
  }

  private AttentionConfig latent() {
    int rope = keys.intValue(key("rope.dimension_count"));
    // files of before April 2025 give the widths of a head where newer ones give those of the
    // cached latent
    boolean legacy = keys.findLong(key("attention.key_length_mla")).isEmpty();
    String suffix = legacy ? "" : "_mla";
    return new AttentionConfig.Latent(
        keys.intValue(key("attention.head_count")),
        optional("attention.q_lora_rank", 0),
        keys.intValue(key("attention.kv_lora_rank")),
        keys.intValue(key("attention.key_length" + suffix)) - rope,
        rope,
        keys.intValue(key("attention.value_length" + suffix)));
  }

  private RopeConfig rope(AttentionConfig attention, int context) {
    int whole =
        switch (attention) {
          case AttentionConfig.GroupedQuery heads -> heads.keyWidth();
          case AttentionConfig.Latent latent -> latent.ropeWidth();
        };
    RopeLayout layout =
        switch (architecture) {
          case DEEPSEEK1, DEEPSEEK2, DEEPSEEK3, LLAMA -> RopeLayout.INTERLEAVED;
          case QWEN2, QWEN3, QWEN3_MOE -> RopeLayout.HALVES;
        };
    return new RopeConfig(
        optional("rope.dimension_count", whole),
        optional("rope.freq_base", 10_000.0),
        layout,
        scaling(context));
  }

  private RopeScaling scaling(int context) {
    double linear = optional("rope.scale_linear", 1.0);
    String type = keys.findString(key("rope.scaling.type")).orElse(linear == 1 ? "none" : "linear");
    return switch (type) {
      case "none" -> new RopeScaling.None();
      case "linear" -> new RopeScaling.Linear(optional("rope.scaling.factor", linear));
      case "yarn" -> yarn(context);
      default ->
          throw new FormatException(
              "%s: %s '%s' is not supported; supported are none, linear, yarn"
                  .formatted(file, key("rope.scaling.type"), type));
    };
  }

  private RopeScaling yarn(int context) {
    double factor = keys.number(key("rope.scaling.factor"));
    double given = optional("rope.scaling.attn_factor", 1.0);
    // 0.1 times mscale_all_dim
    double multiplier = optional("rope.scaling.yarn_log_multiplier", 0.0);
    double temperature = RopeScaling.Yarn.temperature(factor, multiplier * 10);
    return new RopeScaling.Yarn(
        factor,
        optional("rope.scaling.original_context_length", context),
        optional("rope.scaling.yarn_beta_fast", 32.0),
        optional("rope.scaling.yarn_beta_slow", 1.0),
        architecture.latent() ? given : given * RopeScaling.Yarn.temperature(factor, 1),
        architecture.latent() ? temperature * temperature : 1);
  }

  private @Nullable ExpertsConfig experts() {
    int count = optional("expert_count", 0);
    if (count == 0) {
      return null;
    }
    if (!architecture.mayHaveExperts()) {
      throw new FormatException(
          "%s: architecture '%s' with %d experts is not supported"
              .formatted(file, architecture.gguf(), count));
    }
    SortedSet<Integer> dense = new TreeSet<>();
    int leading = optional("leading_dense_block_count", 0);
    Bounds.within("leading_dense_block_count", leading, 0, 1000);
    for (int layer = 0; layer < leading; layer++) {
      dense.add(layer);
    }
    return new ExpertsConfig(
        count,
        keys.intValue(key("expert_used_count")),
        optional("expert_shared_count", 0),
        keys.intValue(key("expert_feed_forward_length")),
        dense,
        router(count, leading));
  }

  private RouterConfig router(int count, int firstSparse) {
    int gating = optional("expert_gating_func", 1);
    Bounds.within("expert_gating_func (1 softmax, 2 sigmoid)", gating, 1, 2);
    double scale = optional("expert_weights_scale", 1.0);
    Groups groups = groups(count);
    return new RouterConfig(
        gating == 2 ? RouterConfig.Scoring.SIGMOID : RouterConfig.Scoring.SOFTMAX,
        weights.has(TensorName.ROUTER_BIAS, firstSparse),
        groups.count(),
        groups.used(),
        keys.findBoolean(key("expert_weights_norm")).orElse(architecture == Architecture.QWEN3_MOE),
        scale == 0 ? 1 : (float) scale);
  }

  private record Groups(int count, int used) {}

  private Groups groups(int experts) {
    Optional<Long> given = keys.findLong(key("expert_group_count"));
    if (given.isPresent() && given.get() > 0) {
      return new Groups(
          keys.intValue(key("expert_group_count")), keys.intValue(key("expert_group_used_count")));
    }
    // files of before late 2025 lack the keys: the published V3 and V2 are told by their shapes
    int width = keys.intValue(key("embedding_length"));
    if (architecture.latent() && experts == 256 && width == 7168) {
      return published(new Groups(8, 4), "V3");
    }
    if (architecture.latent() && experts == 160 && width == 5120) {
      return published(new Groups(8, 3), "V2");
    }
    return new Groups(1, 1);
  }

  private static Groups published(Groups groups, String name) {
    System.getLogger("dev.fathom.model")
        .log(
            System.Logger.Level.WARNING,
            "no expert_group_count in this file: %d groups of which %d, as published for DeepSeek-%s"
                .formatted(groups.count(), groups.used(), name));
    return groups;
  }
}
