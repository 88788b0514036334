package dev.fathom.convert;

import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.RopeScaling;
import dev.fathom.model.RouterConfig;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Hugging Face's `config.json` of a model that came as GGUF, or that began here.
public final class ConfigJson {
  private final String file;
  private final ModelConfig config;
  private final RopeScaling scaling;
  private final Map<String, @Nullable Object> json = new LinkedHashMap<>();

  /// @param file what messages call the model
  /// @param scaling how positions are stretched, that of `rope_freqs.weight` included
  ConfigJson(String file, ModelConfig config, RopeScaling scaling) {
    this.file = file;
    this.config = config;
    this.scaling = scaling;
  }

  /// The text of the file for a model that began here, with weights of f32.
  ///
  /// @param foresees whether a block for multi-token prediction follows the layers
  public static String of(ModelConfig config, boolean foresees) {
    ConfigJson written = new ConfigJson("a new model", config, config.rope().scaling());
    return JsonMapper.shared()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(written.build(foresees ? 1 : 0, "float32"));
  }

  /// @param predictionLayers how many layers of multi-token prediction there are
  /// @param dtype the type of most weights, as torch calls it
  Map<String, @Nullable Object> build(int predictionLayers, String dtype) {
    Names names = names();
    json.put("architectures", List.of(names.architecture()));
    json.put("model_type", names.modelType());
    json.put("dtype", dtype);
    json.put("vocab_size", config.vocabulary());
    json.put("max_position_embeddings", config.context());
    json.put("hidden_size", config.width());
    json.put("intermediate_size", config.denseWidth());
    json.put("num_hidden_layers", config.layers());
    json.put("rms_norm_eps", decimal(config.normEpsilon()));
    json.put("hidden_act", "silu");
    json.put("tie_word_embeddings", config.tiedEmbeddings());
    switch (config.attention()) {
      case AttentionConfig.Latent latent -> latent(latent);
      case AttentionConfig.GroupedQuery heads -> grouped(heads);
    }
    rope();
    experts();
    if (predictionLayers > 0) {
      json.put("num_nextn_predict_layers", predictionLayers);
    }
    return json;
  }

  private record Names(String modelType, String architecture) {}

  private Names names() {
    return switch (config.architecture()) {
      case "deepseek2" ->
          sigmoid()
              ? new Names("deepseek_v3", "DeepseekV3ForCausalLM")
              : new Names("deepseek_v2", "DeepseekV2ForCausalLM");
      case "deepseek" -> new Names("deepseek", "DeepseekForCausalLM");
      case "llama" -> new Names("llama", "LlamaForCausalLM");
      case "qwen2" -> new Names("qwen2", "Qwen2ForCausalLM");
      case "qwen3" -> new Names("qwen3", "Qwen3ForCausalLM");
      case "qwen3moe" -> new Names("qwen3_moe", "Qwen3MoeForCausalLM");
      default -> throw refused("architecture '" + config.architecture() + "'");
    };
  }

  private ConvertException refused(String what) {
    return new ConvertException(file + ": config.json has no word for " + what);
  }

  private boolean sigmoid() {
    ExpertsConfig experts = config.experts();
    return experts != null && experts.router().scoring() == RouterConfig.Scoring.SIGMOID;
  }

  /// The shortest decimal that is this f32.
  private static BigDecimal decimal(float value) {
    return new BigDecimal(Float.toString(value));
  }

  private void latent(AttentionConfig.Latent latent) {
    json.put("attention_bias", false);
    json.put("num_attention_heads", latent.heads());
    json.put("num_key_value_heads", latent.heads());
    json.put("q_lora_rank", latent.queryRank() == 0 ? null : latent.queryRank());
    json.put("kv_lora_rank", latent.latentRank());
    json.put("qk_nope_head_dim", latent.nopeWidth());
    json.put("qk_rope_head_dim", latent.ropeWidth());
    json.put("v_head_dim", latent.valueWidth());
  }

  private void grouped(AttentionConfig.GroupedQuery heads) {
    if (heads.keyWidth() != heads.valueWidth()) {
      throw refused("keys and values of different widths");
    }
    json.put("num_attention_heads", heads.heads());
    json.put("num_key_value_heads", heads.groups());
    json.put("head_dim", heads.keyWidth());
    boolean qwen2 = config.architecture().equals("qwen2");
    boolean in = heads.extras().inputBias();
    if (qwen2 ? !in || heads.extras().outputBias() : in != heads.extras().outputBias()) {
      throw refused("these biases of the attention");
    }
    boolean normed = config.architecture().startsWith("qwen3");
    if (normed != heads.extras().headNorms()) {
      throw refused("norms of queries and keys in " + config.architecture());
    }
    if (qwen2) {
      json.put("use_sliding_window", false);
    } else {
      json.put("attention_bias", in);
    }
    if (config.rope().dimensions() != heads.keyWidth()) {
      json.put("partial_rotary_factor", (double) config.rope().dimensions() / heads.keyWidth());
    }
  }

  private void rope() {
    json.put("rope_theta", config.rope().base());
    Map<String, Object> values = new LinkedHashMap<>();
    switch (scaling) {
      case RopeScaling.None _ -> {}
      case RopeScaling.Linear linear -> {
        values.put("rope_type", "linear");
        values.put("factor", linear.factor());
      }
      case RopeScaling.Llama3 llama -> {
        values.put("rope_type", "llama3");
        values.put("factor", llama.factor());
        values.put("low_freq_factor", llama.low());
        values.put("high_freq_factor", llama.high());
        values.put("original_max_position_embeddings", (long) llama.context());
      }
      case RopeScaling.Yarn yarn -> yarn(yarn, values);
    }
    json.put("rope_scaling", values.isEmpty() ? null : values);
  }

  private void yarn(RopeScaling.Yarn yarn, Map<String, Object> values) {
    values.put("rope_type", "yarn");
    values.put("factor", yarn.factor());
    values.put("original_max_position_embeddings", (long) yarn.context());
    values.put("beta_fast", yarn.betaFast());
    values.put("beta_slow", yarn.betaSlow());
    if (config.attention() instanceof AttentionConfig.Latent && yarn.softmaxFactor() != 1) {
      double all = mscale(Math.sqrt(yarn.softmaxFactor()), yarn.factor());
      values.put(
          "mscale", mscale(yarn.rotationFactor() * Math.sqrt(yarn.softmaxFactor()), yarn.factor()));
      values.put("mscale_all_dim", all);
      return;
    }
    double usual = RopeScaling.Yarn.temperature(yarn.factor(), 1);
    if (Math.abs(yarn.rotationFactor() / usual - 1) > 1e-6) {
      values.put("attention_factor", yarn.rotationFactor());
    }
  }

  /// The weight of a temperature; GGUF keeps it as f32, and the files had few digits.
  private static double mscale(double temperature, double factor) {
    return Math.round((temperature - 1) / (0.1 * Math.log(factor)) * 1e5) / 1e5;
  }

  private void experts() {
    ExpertsConfig experts = config.experts();
    if (experts == null) {
      return;
    }
    RouterConfig router = experts.router();
    json.put("num_experts_per_tok", experts.used());
    json.put("moe_intermediate_size", experts.width());
    json.put("norm_topk_prob", router.normalised());
    if (config.architecture().equals("qwen3moe")) {
      json.put("num_experts", experts.count());
      json.put("decoder_sparse_step", 1);
      json.put("mlp_only_layers", List.copyOf(experts.denseLayers()));
      return;
    }
    json.put("n_routed_experts", experts.count());
    json.put("n_shared_experts", experts.shared() == 0 ? null : experts.shared());
    json.put("first_k_dense_replace", experts.denseLayers().size());
    json.put("moe_layer_freq", 1);
    json.put("n_group", router.groups());
    json.put("topk_group", router.groupsUsed());
    json.put("routed_scaling_factor", decimal(router.scale()));
    json.put("scoring_func", sigmoid() ? "sigmoid" : "softmax");
    if (sigmoid() != router.correctionBias()) {
      throw refused("a router with this score and " + (sigmoid() ? "no" : "a") + " bias");
    }
    String softmax = router.groups() > 1 ? "group_limited_greedy" : "greedy";
    json.put("topk_method", sigmoid() ? "noaux_tc" : softmax);
  }
}
