package dev.fathom.model;

/// The table of tensor names: what a weight is called in GGUF and in Hugging Face's safetensors.
/// `#` stands for the layer, `@` for the expert. All architectures share it; a configuration says
/// which of them there are.
public enum TensorName {
  EMBEDDING("token_embd.weight", "model.embed_tokens.weight"),
  OUTPUT_NORM("output_norm.weight", "model.norm.weight"),
  OUTPUT("output.weight", "lm_head.weight"),
  ROPE_DIVISORS("rope_freqs.weight", "rope_freqs.weight"),

  ATTENTION_NORM("attn_norm.weight", "input_layernorm.weight", true),
  QUERY("attn_q.weight", "self_attn.q_proj.weight", true),
  QUERY_BIAS("attn_q.bias", "self_attn.q_proj.bias", true),
  QUERY_NORM("attn_q_norm.weight", "self_attn.q_norm.weight", true),
  KEY("attn_k.weight", "self_attn.k_proj.weight", true),
  KEY_BIAS("attn_k.bias", "self_attn.k_proj.bias", true),
  KEY_NORM("attn_k_norm.weight", "self_attn.k_norm.weight", true),
  VALUE("attn_v.weight", "self_attn.v_proj.weight", true),
  VALUE_BIAS("attn_v.bias", "self_attn.v_proj.bias", true),
  ATTENTION_OUTPUT("attn_output.weight", "self_attn.o_proj.weight", true),
  ATTENTION_OUTPUT_BIAS("attn_output.bias", "self_attn.o_proj.bias", true),

  QUERY_DOWN("attn_q_a.weight", "self_attn.q_a_proj.weight", true),
  QUERY_DOWN_NORM("attn_q_a_norm.weight", "self_attn.q_a_layernorm.weight", true),
  QUERY_UP("attn_q_b.weight", "self_attn.q_b_proj.weight", true),
  LATENT_DOWN("attn_kv_a_mqa.weight", "self_attn.kv_a_proj_with_mqa.weight", true),
  LATENT_NORM("attn_kv_a_norm.weight", "self_attn.kv_a_layernorm.weight", true),
  /// Keys and values of all heads in one; in GGUF only in files of before April 2025.
  LATENT_UP("attn_kv_b.weight", "self_attn.kv_b_proj.weight", true),
  /// GGUF only: the key part of {@link #LATENT_UP}, a head at a time, transposed.
  LATENT_KEY("attn_k_b.weight", "self_attn.k_b_proj.weight", true),
  /// GGUF only: the value part of {@link #LATENT_UP}, a head at a time.
  LATENT_VALUE("attn_v_b.weight", "self_attn.v_b_proj.weight", true),

  MLP_NORM("ffn_norm.weight", "post_attention_layernorm.weight", true),
  GATE("ffn_gate.weight", "mlp.gate_proj.weight", true),
  UP("ffn_up.weight", "mlp.up_proj.weight", true),
  DOWN("ffn_down.weight", "mlp.down_proj.weight", true),
  ROUTER("ffn_gate_inp.weight", "mlp.gate.weight", true),
  ROUTER_BIAS("exp_probs_b.bias", "mlp.gate.e_score_correction_bias", true),
  EXPERT_GATE("ffn_gate_exps.weight", "mlp.experts.@.gate_proj.weight", true),
  EXPERT_UP("ffn_up_exps.weight", "mlp.experts.@.up_proj.weight", true),
  EXPERT_DOWN("ffn_down_exps.weight", "mlp.experts.@.down_proj.weight", true),
  SHARED_GATE("ffn_gate_shexp.weight", "mlp.shared_experts.gate_proj.weight", true),
  SHARED_UP("ffn_up_shexp.weight", "mlp.shared_experts.up_proj.weight", true),
  SHARED_DOWN("ffn_down_shexp.weight", "mlp.shared_experts.down_proj.weight", true),

  /// Multi-token prediction (DeepSeek-V3 report, section 2.2): what its layer has besides a normal
  /// block.
  PREDICTION_EMBEDDING("nextn.embed_tokens.weight", "embed_tokens.weight", true),
  PREDICTION_TOKEN_NORM("nextn.enorm.weight", "enorm.weight", true),
  PREDICTION_HIDDEN_NORM("nextn.hnorm.weight", "hnorm.weight", true),
  PREDICTION_PROJECTION("nextn.eh_proj.weight", "eh_proj.weight", true),
  PREDICTION_OUTPUT_NORM("nextn.shared_head_norm.weight", "shared_head.norm.weight", true),
  PREDICTION_OUTPUT("nextn.shared_head_head.weight", "shared_head.head.weight", true);

  private final String gguf;
  private final String safetensors;

  TensorName(String gguf, String safetensors) {
    this(gguf, safetensors, false);
  }

  TensorName(String gguf, String safetensors, boolean inLayer) {
    this.gguf = inLayer ? "blk.#." + gguf : gguf;
    this.safetensors = inLayer ? "model.layers.#." + safetensors : safetensors;
  }

  /// The name in GGUF; experts are stacked in one tensor.
  public String inGguf(int layer) {
    return gguf.replace("#", Integer.toString(layer));
  }

  /// The name in safetensors, of expert `expert` where each has its own tensor.
  public String inSafetensors(int layer, int expert) {
    return safetensors.replace("#", Integer.toString(layer)).replace("@", Integer.toString(expert));
  }
}
