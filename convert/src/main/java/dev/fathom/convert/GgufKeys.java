package dev.fathom.convert;

import dev.fathom.format.GgufWriter;
import dev.fathom.format.Metadata;
import dev.fathom.kernel.RopeLayout;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.RopeConfig;
import dev.fathom.model.RopeScaling;
import dev.fathom.model.RouterConfig;

/// The keys of an architecture (`qwen2.block_count` ...), as llama.cpp's converter writes them from
/// `config.json`.
final class GgufKeys {
  private final String file;
  private final ModelConfig config;
  private final Metadata json;
  private final GgufWriter writer;

  /// @param file what messages call the model
  /// @param json its `config.json`
  GgufKeys(String file, ModelConfig config, Metadata json, GgufWriter writer) {
    this.file = file;
    this.config = config;
    this.json = json;
    this.writer = writer;
  }

  private ConvertException refused(String reason) {
    return new ConvertException(file + ": " + reason);
  }

  private void count(String key, long value) {
    writer.uint32(config.architecture() + "." + key, value);
  }

  private void number(String key, double value) {
    writer.float32(config.architecture() + "." + key, (float) value);
  }

  /// @param predictionLayers how many layers of multi-token prediction the file has
  void write(int predictionLayers) {
    count("block_count", config.layers() + predictionLayers);
    if (predictionLayers > 0) {
      count("nextn_predict_layers", predictionLayers);
    }
    count("context_length", config.context());
    count("embedding_length", config.width());
    count("feed_forward_length", config.denseWidth());
    number("attention.layer_norm_rms_epsilon", config.normEpsilon());
    switch (config.attention()) {
      case AttentionConfig.Latent latent -> latent(latent);
      case AttentionConfig.GroupedQuery heads -> grouped(heads);
    }
    number("rope.freq_base", config.rope().base());
    scaling(config.rope());
    experts();
  }

  private void latent(AttentionConfig.Latent latent) {
    if (config.rope().layout() != RopeLayout.INTERLEAVED) {
      throw refused("GGUF knows DeepSeek models with interleaved rotation only (rope_interleave)");
    }
    count("attention.head_count", latent.heads());
    // one head: the latent, which all query heads read
    count("attention.head_count_kv", 1);
    count("attention.kv_lora_rank", latent.latentRank());
    if (latent.queryRank() > 0) {
      count("attention.q_lora_rank", latent.queryRank());
    }
    count("attention.key_length", latent.keyRow());
    count("attention.value_length", latent.latentRank());
    count("attention.key_length_mla", latent.keyWidth());
    count("attention.value_length_mla", latent.valueWidth());
    count("vocab_size", config.vocabulary());
    count("rope.dimension_count", config.rope().dimensions());
  }

  private void grouped(AttentionConfig.GroupedQuery heads) {
    count("attention.head_count", heads.heads());
    count("attention.head_count_kv", heads.groups());
    boolean told = json.findLong("head_dim").isPresent();
    if (told || heads.keyWidth() * heads.heads() != config.width()) {
      count("attention.key_length", heads.keyWidth());
      count("attention.value_length", heads.valueWidth());
    }
    boolean whole = config.rope().dimensions() == heads.keyWidth();
    if (HeadOrder.differs(config.architecture())) {
      if (!whole) {
        throw refused("GGUF knows no " + config.architecture() + " that rotates part of a head");
      }
      count("vocab_size", config.vocabulary());
    }
    if (HeadOrder.differs(config.architecture()) || !whole) {
      count("rope.dimension_count", config.rope().dimensions());
    }
  }

  private void experts() {
    ExpertsConfig experts = config.experts();
    if (experts == null) {
      if (config.attention() instanceof AttentionConfig.Latent) {
        count("leading_dense_block_count", config.layers());
        count("expert_feed_forward_length", config.denseWidth());
        count("expert_shared_count", 0);
      }
      return;
    }
    int leading = experts.denseLayers().size();
    if (leading > 0 && experts.denseLayers().last() != leading - 1) {
      throw refused("GGUF knows no dense layers after sparse ones");
    }
    count("expert_count", experts.count());
    count("expert_used_count", experts.used());
    count("expert_feed_forward_length", experts.width());
    switch (config.architecture()) {
      case "deepseek2" -> deepSeek(experts, leading);
      case "deepseek" -> firstDeepSeek(experts, leading);
      default -> requireQwen(experts, leading);
    }
  }

  private void deepSeek(ExpertsConfig experts, int leading) {
    RouterConfig router = experts.router();
    count("leading_dense_block_count", leading);
    count("expert_shared_count", experts.shared());
    count("expert_group_count", router.groups());
    count("expert_group_used_count", router.groupsUsed());
    count("expert_gating_func", router.scoring() == RouterConfig.Scoring.SIGMOID ? 2 : 1);
    number("expert_weights_scale", router.scale());
    writer.bool(config.architecture() + ".expert_weights_norm", router.normalised());
  }

  private void firstDeepSeek(ExpertsConfig experts, int leading) {
    RouterConfig router = experts.router();
    if (router.normalised() || router.scale() != 1 || router.groups() != 1) {
      throw refused("llama.cpp knows the first DeepSeek with plain softmax weights only");
    }
    count("leading_dense_block_count", leading);
    count("expert_shared_count", experts.shared());
    number("expert_weights_scale", 1);
  }

  private void requireQwen(ExpertsConfig experts, int leading) {
    if (leading > 0 || experts.shared() > 0) {
      throw refused("GGUF knows no qwen3moe with dense layers or shared experts");
    }
    if (!experts.router().normalised()) {
      throw refused("llama.cpp normalises the weights of qwen3moe's experts (norm_topk_prob)");
    }
  }

  private void scaling(RopeConfig rope) {
    switch (rope.scaling()) {
      case RopeScaling.None _ -> {
        if (config.architecture().equals("deepseek")) {
          writer.string("deepseek.rope.scaling.type", "none");
        }
      }
      case RopeScaling.Linear linear -> scaling("linear", linear.factor());
      case RopeScaling.Llama3 _ -> {
        // in rope_freqs.weight, which llama.cpp reads for llama alone
        if (!config.architecture().equals("llama")) {
          throw refused("GGUF knows Llama's rope scaling for llama only");
        }
      }
      case RopeScaling.Yarn yarn -> yarn(yarn);
    }
  }

  private void scaling(String type, double factor) {
    writer.string(config.architecture() + ".rope.scaling.type", type);
    number("rope.scaling.factor", factor);
  }

  private void yarn(RopeScaling.Yarn yarn) {
    scaling("yarn", yarn.factor());
    count("rope.scaling.original_context_length", (long) yarn.context());
    number("rope.scaling.yarn_beta_fast", yarn.betaFast());
    number("rope.scaling.yarn_beta_slow", yarn.betaSlow());
    if (config.attention() instanceof AttentionConfig.Latent) {
      if (Math.abs(yarn.rotationFactor() - 1) > 1e-9) {
        throw refused("llama.cpp scales no cosines of DeepSeek models (mscale, mscale_all_dim)");
      }
      // 0.1 times mscale_all_dim
      double multiplier = (Math.sqrt(yarn.softmaxFactor()) - 1) / Math.log(yarn.factor());
      number("rope.scaling.yarn_log_multiplier", multiplier);
      return;
    }
    double usual = RopeScaling.Yarn.temperature(yarn.factor(), 1);
    if (Math.abs(yarn.rotationFactor() / usual - 1) > 1e-9) {
      number("rope.scaling.attn_factor", yarn.rotationFactor() / usual);
    }
  }
}
