package dev.fathom.train.recipe;

import java.util.LinkedHashMap;
import java.util.Map;

/// The shape of a model to be made: DeepSeek-V3's block, or a dense or plain control.
///
/// @param width D
/// @param layers blocks, multi-token prediction not counted
/// @param dense of these, the first that have no experts
/// @param context tokens of a sequence at most
/// @param inner width of the dense MLPs
/// @param attention heads and their widths
/// @param experts of the other blocks
/// @param mtp layers of multi-token prediction, 0 or 1
/// @param tied whether the output head is the embedding table
public record ModelShape(
    int width,
    int layers,
    int dense,
    int context,
    int inner,
    Attention attention,
    Experts experts,
    int mtp,
    boolean tied) {
  /// Multi-head latent attention, or with rank 0 plain attention (for the ablation).
  ///
  /// @param queryRank of the latent queries, 0 for none
  /// @param rank R of the latent keys and values
  public record Attention(int heads, int queryRank, int rank, int nope, int rope, int value) {}

  /// The mixture of experts.
  ///
  /// @param count E, 0 for a dense model
  /// @param chosen of them, for each token
  /// @param shared experts that see every token
  /// @param inner width of each
  public record Experts(int count, int chosen, int shared, int inner) {}

  public ModelShape {
    if (dense > layers) {
      throw new IllegalArgumentException(
          "dense layers must be at most all %d, got %d".formatted(layers, dense));
    }
    if (experts.chosen() > experts.count()) {
      throw new IllegalArgumentException(
          "chosen experts must be at most all %d, got %d"
              .formatted(experts.count(), experts.chosen()));
    }
    if (attention.rope() % 2 != 0) {
      throw new IllegalArgumentException(
          "the width of positions must be even, got " + attention.rope());
    }
  }

  /// The fields of Hugging Face's `config.json` (`DeepseekV3ForCausalLM`).
  public Map<String, Object> config(int vocabulary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architectures", java.util.List.of("DeepseekV3ForCausalLM"));
    fields.put("model_type", "deepseek_v3");
    fields.put("vocab_size", vocabulary);
    fields.put("hidden_size", width);
    fields.put("num_hidden_layers", layers);
    fields.put("num_nextn_predict_layers", mtp);
    fields.put("max_position_embeddings", context);
    fields.put("intermediate_size", inner);
    fields.put("hidden_act", "silu");
    fields.put("rms_norm_eps", 1e-6);
    fields.put("initializer_range", 0.02);
    fields.put("tie_word_embeddings", tied);
    fields.put("bos_token_id", 0);
    fields.put("eos_token_id", 1);
    fields.put("pad_token_id", 2);
    putAttention(fields);
    putExperts(fields);
    return fields;
  }

  private void putAttention(Map<String, Object> fields) {
    fields.put("num_attention_heads", attention.heads());
    fields.put("num_key_value_heads", attention.heads());
    fields.put("q_lora_rank", attention.queryRank() == 0 ? null : attention.queryRank());
    fields.put("kv_lora_rank", attention.rank());
    fields.put("qk_nope_head_dim", attention.nope());
    fields.put("qk_rope_head_dim", attention.rope());
    fields.put("qk_head_dim", attention.nope() + attention.rope());
    fields.put("head_dim", attention.rope());
    fields.put("v_head_dim", attention.value());
    fields.put("attention_bias", false);
    fields.put("attention_dropout", 0.0);
    fields.put("rope_theta", 10000.0);
    fields.put("rope_interleave", true);
  }

  private void putExperts(Map<String, Object> fields) {
    fields.put("first_k_dense_replace", experts.count() == 0 ? layers : dense);
    fields.put("n_routed_experts", Math.max(1, experts.count()));
    fields.put("num_experts_per_tok", Math.max(1, experts.chosen()));
    fields.put("n_shared_experts", experts.shared());
    fields.put("moe_intermediate_size", experts.inner());
    fields.put("n_group", 1);
    fields.put("topk_group", 1);
    fields.put("norm_topk_prob", true);
    fields.put("routed_scaling_factor", 1.0);
    fields.put("scoring_func", "sigmoid");
    fields.put("topk_method", "noaux_tc");
  }
}
