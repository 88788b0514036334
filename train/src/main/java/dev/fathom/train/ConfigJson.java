package dev.fathom.train;

import dev.fathom.kernel.RopeLayout;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.RopeScaling;
import dev.fathom.model.RouterConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes a model's numbers as Hugging Face's `config.json`, for models that began here.
public final class ConfigJson {
  private final ModelConfig config;
  private final ObjectNode json = JsonMapper.shared().createObjectNode();

  private ConfigJson(ModelConfig config) {
    this.config = config;
  }

  /// The text of `config.json`. Throws {@link IllegalArgumentException} for what no file of
  /// transformers can say, or only that of the model it came from.
  ///
  /// @param foresees whether a block for multi-token prediction follows the layers
  public static String of(ModelConfig config, boolean foresees) {
    return new ConfigJson(config).write(foresees);
  }

  private String write(boolean foresees) {
    Family family = family();
    json.putArray("architectures").add(family.type);
    json.put("model_type", family.name);
    json.put("dtype", "float32");
    json.put("hidden_act", "silu");
    json.put("vocab_size", config.vocabulary());
    json.put("max_position_embeddings", config.context());
    json.put("hidden_size", config.width());
    json.put("num_hidden_layers", config.layers());
    // the shortest decimal of the float, not all digits of the double
    json.put("rms_norm_eps", Double.parseDouble(Float.toString(config.normEpsilon())));
    json.put("tie_word_embeddings", config.tiedEmbeddings());
    json.put("intermediate_size", config.denseWidth());
    json.put("attention_bias", false);
    if (foresees) {
      json.put("num_nextn_predict_layers", 1);
    }
    rope();
    switch (config.attention()) {
      case AttentionConfig.Latent latent -> latent(latent);
      case AttentionConfig.GroupedQuery heads -> grouped(heads);
    }
    ExpertsConfig experts = config.experts();
    if (experts != null) {
      experts(experts, family);
    }
    return json.toPrettyString();
  }

  /// A model type of transformers.
  private enum Family {
    DEEPSEEK_V3("deepseek_v3", "DeepseekV3ForCausalLM"),
    DEEPSEEK_V2("deepseek_v2", "DeepseekV2ForCausalLM"),
    DEEPSEEK("deepseek", "DeepseekForCausalLM"),
    QWEN2("qwen2", "Qwen2ForCausalLM"),
    QWEN3("qwen3", "Qwen3ForCausalLM"),
    QWEN3_MOE("qwen3_moe", "Qwen3MoeForCausalLM"),
    LLAMA("llama", "LlamaForCausalLM");

    private final String name;
    private final String type;

    Family(String name, String type) {
      this.name = name;
      this.type = type;
    }
  }

  private Family family() {
    return switch (config.architecture()) {
      case "deepseek2" -> softmax() ? Family.DEEPSEEK_V2 : Family.DEEPSEEK_V3;
      case "deepseek" -> Family.DEEPSEEK;
      case "qwen2" -> Family.QWEN2;
      case "qwen3" -> Family.QWEN3;
      case "qwen3moe" -> Family.QWEN3_MOE;
      case "llama" -> Family.LLAMA;
      default -> throw new IllegalArgumentException("no model type for " + config.architecture());
    };
  }

  private boolean softmax() {
    ExpertsConfig experts = config.experts();
    return experts != null && experts.router().scoring() == RouterConfig.Scoring.SOFTMAX;
  }

  private void rope() {
    if (!(config.rope().scaling() instanceof RopeScaling.None)) {
      throw new IllegalArgumentException(
          "a model with scaled rope did not begin here; take the config.json it came with");
    }
    ObjectNode rope = json.putObject("rope_parameters");
    rope.put("rope_theta", config.rope().base());
    rope.put("rope_type", "default");
  }

  private void latent(AttentionConfig.Latent shape) {
    json.put("num_attention_heads", shape.heads());
    json.put("num_key_value_heads", shape.heads());
    if (shape.queryRank() == 0) {
      json.putNull("q_lora_rank");
    } else {
      json.put("q_lora_rank", shape.queryRank());
    }
    json.put("kv_lora_rank", shape.latentRank());
    json.put("qk_nope_head_dim", shape.nopeWidth());
    json.put("qk_rope_head_dim", shape.ropeWidth());
    json.put("qk_head_dim", shape.keyWidth());
    json.put("head_dim", shape.ropeWidth());
    json.put("v_head_dim", shape.valueWidth());
    json.put("rope_interleave", config.rope().layout() == RopeLayout.INTERLEAVED);
  }

  private void grouped(AttentionConfig.GroupedQuery shape) {
    json.put("num_attention_heads", shape.heads());
    json.put("num_key_value_heads", shape.groups());
    json.put("head_dim", shape.keyWidth());
    if (shape.extras().outputBias()) {
      json.put("attention_bias", true);
    }
  }

  private void experts(ExpertsConfig experts, Family family) {
    RouterConfig router = experts.router();
    json.put(family == Family.QWEN3_MOE ? "num_experts" : "n_routed_experts", experts.count());
    json.put("num_experts_per_tok", experts.used());
    json.put("n_shared_experts", experts.shared());
    json.put("moe_intermediate_size", experts.width());
    json.put("norm_topk_prob", router.normalised());
    json.put("routed_scaling_factor", Double.parseDouble(Float.toString(router.scale())));
    json.put("n_group", router.groups());
    json.put("topk_group", router.groupsUsed());
    boolean sigmoid = router.scoring() == RouterConfig.Scoring.SIGMOID;
    json.put("scoring_func", sigmoid ? "sigmoid" : "softmax");
    String softmaxMethod = router.groups() > 1 ? "group_limited_greedy" : "greedy";
    json.put("topk_method", sigmoid ? "noaux_tc" : softmaxMethod);
    int leading = 0;
    while (experts.denseLayers().contains(leading)) {
      leading++;
    }
    json.put("first_k_dense_replace", family == Family.QWEN3_MOE ? 0 : leading);
    json.putPOJO("mlp_only_layers", experts.denseLayers());
  }
}
