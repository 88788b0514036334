package dev.fathom.model;

import dev.fathom.format.FormatException;
import dev.fathom.format.GgufWriter;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.kernel.RopeLayout;
import dev.fathom.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Writes a DeepSeek model in Hugging Face's layout as one GGUF file of architecture `deepseek2`,
/// as llama.cpp reads it. Weights keep their precision; FP8 becomes BF16, norms and routers F32.
///
/// llama.cpp wants `q_lora_rank` in models that have not 26 or 27 layers; so a small model without
/// that rank is a correct file for others, which llama.cpp refuses.
public final class GgufExport {
  private final ModelFile source;
  private final ModelConfig config;
  private final GgufWriter writer = new GgufWriter();

  private GgufExport(ModelFile source) {
    this.source = source;
    this.config = source.config();
  }

  /// Writes `source` to `target`, replacing a file of that name.
  public static void write(ModelFile source, Path target) throws IOException {
    new GgufExport(source).write(target, Optional.empty());
  }

  /// As {@link #write(ModelFile, Path)}; matrices whose rows are whole blocks of `type` (Q8_0, Q4_0
  /// or a plain type) become that.
  public static void write(ModelFile source, Path target, ElementType type) throws IOException {
    new GgufExport(source).write(target, Optional.of(type));
  }

  private void write(Path target, Optional<ElementType> type) throws IOException {
    if (!(config.attention() instanceof AttentionConfig.Latent latent)
        || !(source.card() instanceof HuggingFaceCard card)) {
      throw refused("only DeepSeek models in safetensors can be written as GGUF yet");
    }
    general(latent);
    experts();
    rope();
    new GgufVocabularyExport(card, config.vocabulary()).writeTo(writer);
    card.template().ifPresent(text -> writer.string("tokenizer.chat_template", text));
    try (KernelSet kernels = Kernels.open("scalar", 0)) {
      new GgufTensorExport(config, latent, source, kernels, type).writeTo(writer);
      writer.writeTo(target);
    }
  }

  private FormatException refused(String reason) {
    return new FormatException(source.name() + ": " + reason);
  }

  private void count(String key, long value) {
    writer.uint32(config.architecture() + "." + key, value);
  }

  private void number(String key, double value) {
    writer.float32(config.architecture() + "." + key, (float) value);
  }

  private void general(AttentionConfig.Latent latent) {
    writer.string("general.architecture", config.architecture());
    writer.string("general.name", source.name());
    count("block_count", config.layers());
    count("context_length", config.context());
    count("embedding_length", config.width());
    count("feed_forward_length", config.denseWidth());
    count("vocab_size", config.vocabulary());
    count("attention.head_count", latent.heads());
    // one head: the latent, which all query heads read
    count("attention.head_count_kv", 1);
    number("attention.layer_norm_rms_epsilon", config.normEpsilon());
    count("attention.kv_lora_rank", latent.latentRank());
    if (latent.queryRank() > 0) {
      count("attention.q_lora_rank", latent.queryRank());
    }
    count("attention.key_length", latent.keyRow());
    count("attention.value_length", latent.latentRank());
    count("attention.key_length_mla", latent.keyWidth());
    count("attention.value_length_mla", latent.valueWidth());
    writer.uint32("general.quantization_version", 2);
  }

  private void experts() {
    ExpertsConfig experts =
        Optional.ofNullable(config.experts())
            .orElseThrow(() -> refused("llama.cpp knows no DeepSeek model without experts"));
    int leading = experts.denseLayers().size();
    if (leading > 0 && experts.denseLayers().last() != leading - 1) {
      throw refused("GGUF knows no dense layers after sparse ones");
    }
    RouterConfig router = experts.router();
    count("leading_dense_block_count", leading);
    count("expert_count", experts.count());
    count("expert_used_count", experts.used());
    count("expert_shared_count", experts.shared());
    count("expert_feed_forward_length", experts.width());
    count("expert_group_count", router.groups());
    count("expert_group_used_count", router.groupsUsed());
    count("expert_gating_func", router.scoring() == RouterConfig.Scoring.SIGMOID ? 2 : 1);
    number("expert_weights_scale", router.scale());
    writer.bool(config.architecture() + ".expert_weights_norm", router.normalised());
  }

  private void rope() {
    RopeConfig rope = config.rope();
    if (rope.layout() != RopeLayout.INTERLEAVED) {
      throw refused("GGUF knows DeepSeek models with interleaved rotation only");
    }
    count("rope.dimension_count", rope.dimensions());
    number("rope.freq_base", rope.base());
    switch (rope.scaling()) {
      case RopeScaling.None _ -> {}
      case RopeScaling.Linear linear -> scaling("linear", linear.factor());
      case RopeScaling.Llama3 _ -> throw refused("GGUF knows no DeepSeek model with Llama's RoPE");
      case RopeScaling.Yarn yarn -> yarn(yarn);
    }
  }

  private void scaling(String type, double factor) {
    writer.string(config.architecture() + ".rope.scaling.type", type);
    number("rope.scaling.factor", factor);
  }

  private void yarn(RopeScaling.Yarn yarn) {
    if (Math.abs(yarn.rotationFactor() - 1) > 1e-9) {
      throw refused("llama.cpp scales no cosines of DeepSeek models (mscale, mscale_all_dim)");
    }
    scaling("yarn", yarn.factor());
    count("rope.scaling.original_context_length", (long) yarn.context());
    // 0.1 times mscale_all_dim
    double multiplier = (Math.sqrt(yarn.softmaxFactor()) - 1) / Math.log(yarn.factor());
    number("rope.scaling.yarn_log_multiplier", multiplier);
    if (yarn.betaFast() != 32 || yarn.betaSlow() != 1) {
      number("rope.scaling.yarn_beta_fast", yarn.betaFast());
      number("rope.scaling.yarn_beta_slow", yarn.betaSlow());
    }
  }
}
