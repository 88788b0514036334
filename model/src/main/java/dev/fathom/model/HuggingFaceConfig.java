package dev.fathom.model;

import dev.fathom.format.FormatException;
import dev.fathom.format.Metadata;
import dev.fathom.kernel.RopeLayout;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads a {@link ModelConfig} from Hugging Face's `config.json`, as transformers 4 and 5 write it
/// and as DeepSeek published it.
final class HuggingFaceConfig {
  private final String file;
  private final Metadata json;
  private final Architecture architecture;

  private HuggingFaceConfig(String file, Metadata json) {
    this.file = file;
    this.json = json;
    this.architecture = Architecture.ofModelType(file, json.string("model_type"));
  }

  static ModelConfig read(String file, Metadata json) {
    try {
      return new HuggingFaceConfig(file, json).config();
    } catch (IllegalArgumentException invalid) {
      throw new FormatException(file + ": " + invalid.getMessage());
    }
  }

  private ModelConfig config() {
    refuseUnknown();
    int layers = json.intValue("num_hidden_layers");
    Bounds.within("num_hidden_layers", layers, 1, 1000);
    AttentionConfig attention = architecture.latent() ? latent() : groupedQuery();
    return new ModelConfig(
        architecture.gguf(),
        json.intValue("vocab_size"),
        json.intValue("max_position_embeddings"),
        json.intValue("hidden_size"),
        layers,
        (float) json.number("rms_norm_eps"),
        flag("tie_word_embeddings", false),
        attention,
        rope(attention),
        json.intValue("intermediate_size"),
        experts(layers));
  }

  /// Options that would change the arithmetic and that nothing here carries out.
  private void refuseUnknown() {
    String activation = json.findString("hidden_act").orElse("silu");
    if (!activation.equals("silu")) {
      throw refused("hidden_act", activation, "silu");
    }
    if (flag("mlp_bias", false)) {
      throw refused("mlp_bias", "true", "false");
    }
    if (architecture.latent() && flag("attention_bias", false)) {
      throw refused("attention_bias", "true", "false");
    }
    if (flag("use_sliding_window", false)
        && optional("max_window_layers", 0) < optional("num_hidden_layers", 0)) {
      throw refused("use_sliding_window", "true", "false");
    }
    json.findObject("quantization_config").ifPresent(this::refuseUnknownQuantisation);
  }

  private void refuseUnknownQuantisation(Metadata quantisation) {
    String method = quantisation.findString("quant_method").orElse("none");
    if (!method.equals("fp8")) {
      throw refused("quantization_config.quant_method", method, "fp8");
    }
    int[] block = quantisation.findInts("weight_block_size").orElse(new int[0]);
    if (block.length != 2 || block[0] != 128 || block[1] != 128) {
      String found = Arrays.toString(block);
      throw refused("quantization_config.weight_block_size", found, "[128, 128]");
    }
  }

  private FormatException refused(String key, String found, String supported) {
    String shown = found.length() > 60 ? found.substring(0, 60) + "..." : found;
    return new FormatException(
        "%s: %s '%s' is not supported; supported is %s".formatted(file, key, shown, supported));
  }

  private int optional(String key, int absent) {
    return json.findLong(key).isEmpty() ? absent : json.intValue(key);
  }

  private boolean flag(String key, boolean absent) {
    return json.findBoolean(key).orElse(absent);
  }

  private AttentionConfig groupedQuery() {
    int heads = json.intValue("num_attention_heads");
    Bounds.within("num_attention_heads", heads, 1, 65_536);
    int head = optional("head_dim", json.intValue("hidden_size") / heads);
    boolean bias = flag("attention_bias", false);
    return new AttentionConfig.GroupedQuery(
        heads,
        optional("num_key_value_heads", heads),
        head,
        head,
        new AttentionConfig.Extras(
            bias || architecture == Architecture.QWEN2,
            bias,
            architecture == Architecture.QWEN3 || architecture == Architecture.QWEN3_MOE));
  }

  private AttentionConfig latent() {
    return new AttentionConfig.Latent(
        json.intValue("num_attention_heads"),
        optional("q_lora_rank", 0),
        json.intValue("kv_lora_rank"),
        json.intValue("qk_nope_head_dim"),
        json.intValue("qk_rope_head_dim"),
        json.intValue("v_head_dim"));
  }

  private RopeConfig rope(AttentionConfig attention) {
    HuggingFaceRope rope = new HuggingFaceRope(file, json, architecture.latent());
    return switch (attention) {
      case AttentionConfig.Latent latent ->
          new RopeConfig(
              latent.ropeWidth(),
              rope.base(),
              flag("rope_interleave", true) ? RopeLayout.INTERLEAVED : RopeLayout.HALVES,
              rope.scaling());
      case AttentionConfig.GroupedQuery heads ->
          new RopeConfig(
              (int) (heads.keyWidth() * rope.part()),
              rope.base(),
              RopeLayout.HALVES,
              rope.scaling());
    };
  }

  private @Nullable ExpertsConfig experts(int layers) {
    String countKey = architecture == Architecture.QWEN3_MOE ? "num_experts" : "n_routed_experts";
    // transformers 5 renamed Qwen's
    int count = optional(countKey, optional("num_local_experts", 0));
    if (count == 0 || !architecture.mayHaveExperts()) {
      return null;
    }
    return new ExpertsConfig(
        count,
        json.intValue("num_experts_per_tok"),
        optional("n_shared_experts", 0),
        json.intValue("moe_intermediate_size"),
        denseLayers(layers),
        router());
  }

  private SortedSet<Integer> denseLayers(int layers) {
    SortedSet<Integer> dense = new TreeSet<>();
    boolean qwen = architecture == Architecture.QWEN3_MOE;
    int step = optional(qwen ? "decoder_sparse_step" : "moe_layer_freq", 1);
    Bounds.within(qwen ? "decoder_sparse_step" : "moe_layer_freq", step, 1, 1000);
    int leading = qwen ? 0 : optional("first_k_dense_replace", 0);
    for (int layer = 0; layer < layers; layer++) {
      if (layer < leading || (qwen ? layer + 1 : layer) % step != 0) {
        dense.add(layer);
      }
    }
    for (int layer : json.findInts("mlp_only_layers").orElse(new int[0])) {
      dense.add(layer);
    }
    return dense;
  }

  private RouterConfig router() {
    boolean third = architecture == Architecture.DEEPSEEK3;
    String scoring = json.findString("scoring_func").orElse(third ? "sigmoid" : "softmax");
    String method = json.findString("topk_method").orElse(third ? "noaux_tc" : "greedy");
    float scale = json.findDouble("routed_scaling_factor").orElse(1.0).floatValue();
    boolean normalised = flag("norm_topk_prob", third);
    int groups = optional("n_group", 1);
    int used = optional("topk_group", 1);
    return switch (scoring + " " + method) {
      case "sigmoid noaux_tc" ->
          new RouterConfig(RouterConfig.Scoring.SIGMOID, true, groups, used, normalised, scale);
      case "softmax group_limited_greedy" ->
          new RouterConfig(RouterConfig.Scoring.SOFTMAX, false, groups, used, normalised, scale);
      case "softmax greedy" ->
          new RouterConfig(RouterConfig.Scoring.SOFTMAX, false, 1, 1, normalised, scale);
      default ->
          throw refused(
              "scoring_func and topk_method",
              scoring + " " + method,
              "sigmoid noaux_tc, softmax greedy, softmax group_limited_greedy");
    };
  }
}
