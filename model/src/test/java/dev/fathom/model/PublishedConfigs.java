package dev.fathom.model;

import dev.fathom.format.Metadata;
import java.nio.charset.StandardCharsets;

/// Configurations of published models, shortened to what decides (`deepseek.md` section 8).
final class PublishedConfigs {
  private PublishedConfigs() {}

  static ModelConfig parse(String json) {
    String quoted = json.replace('\'', '"');
    return HuggingFaceConfig.read(
        "config.json", Metadata.ofJson("config.json", quoted.getBytes(StandardCharsets.UTF_8)));
  }

  private static final String DEEPSEEK_ROPE =
      """
      'max_position_embeddings': 163840, 'rms_norm_eps': 1e-06, 'hidden_act': 'silu',
      'qk_nope_head_dim': 128, 'qk_rope_head_dim': 64, 'v_head_dim': 128, 'kv_lora_rank': 512,
      'rope_theta': 10000, 'rope_scaling': {'type': 'yarn', 'factor': 40, 'beta_fast': 32,
       'beta_slow': 1, 'original_max_position_embeddings': 4096,
       'mscale': %1$s, 'mscale_all_dim': %1$s}
      """;

  static final String V2_LITE =
      """
      {'model_type': 'deepseek_v2', 'vocab_size': 102400, 'hidden_size': 2048,
       'num_hidden_layers': 27, 'num_attention_heads': 16, 'num_key_value_heads': 16,
       'q_lora_rank': null, 'intermediate_size': 10944, 'moe_intermediate_size': 1408,
       'n_routed_experts': 64, 'n_shared_experts': 2, 'num_experts_per_tok': 6,
       'first_k_dense_replace': 1, 'moe_layer_freq': 1, 'n_group': 1, 'topk_group': 1,
       'topk_method': 'greedy', 'scoring_func': 'softmax', 'norm_topk_prob': false,
       'routed_scaling_factor': 1.0, 'attention_bias': false, 'tie_word_embeddings': false,
      """
          + DEEPSEEK_ROPE.formatted("0.707")
          + "}";

  static final String V2 =
      """
      {'model_type': 'deepseek_v2', 'vocab_size': 102400, 'hidden_size': 5120,
       'num_hidden_layers': 60, 'num_attention_heads': 128, 'num_key_value_heads': 128,
       'q_lora_rank': 1536, 'intermediate_size': 12288, 'moe_intermediate_size': 1536,
       'n_routed_experts': 160, 'n_shared_experts': 2, 'num_experts_per_tok': 6,
       'first_k_dense_replace': 1, 'moe_layer_freq': 1, 'n_group': 8, 'topk_group': 3,
       'topk_method': 'group_limited_greedy', 'scoring_func': 'softmax',
       'norm_topk_prob': false, 'routed_scaling_factor': 16.0,
      """
          + DEEPSEEK_ROPE.formatted("0.707")
          + "}";

  static final String V3 =
      """
      {'model_type': 'deepseek_v3', 'vocab_size': 129280, 'hidden_size': 7168,
       'num_hidden_layers': 61, 'num_attention_heads': 128, 'num_key_value_heads': 128,
       'num_nextn_predict_layers': 1,
       'q_lora_rank': 1536, 'intermediate_size': 18432, 'moe_intermediate_size': 2048,
       'n_routed_experts': 256, 'n_shared_experts': 1, 'num_experts_per_tok': 8,
       'first_k_dense_replace': 3, 'moe_layer_freq': 1, 'n_group': 8, 'topk_group': 4,
       'topk_method': 'noaux_tc', 'scoring_func': 'sigmoid', 'norm_topk_prob': true,
       'routed_scaling_factor': 2.5, 'quantization_config': {'activation_scheme': 'dynamic',
        'fmt': 'e4m3', 'quant_method': 'fp8', 'weight_block_size': [128, 128]},
      """
          + DEEPSEEK_ROPE.formatted("1.0")
          + "}";

  /// @param shape layers, hidden size, inner width, heads, key/value heads, vocabulary
  static String qwen25(boolean tied, int... shape) {
    return dense("qwen2", tied, shape);
  }

  static String llama3(int... shape) {
    return dense("llama", false, shape);
  }

  private static String dense(String type, boolean tied, int... shape) {
    return """
    {'model_type': '%s', 'tie_word_embeddings': %s, 'num_hidden_layers': %d, 'hidden_size': %d,
     'intermediate_size': %d, 'num_attention_heads': %d, 'num_key_value_heads': %d,
     'vocab_size': %d, 'max_position_embeddings': 32768, 'rms_norm_eps': 1e-06,
     'rope_theta': 1000000.0, 'hidden_act': 'silu', 'use_sliding_window': false}
    """
        .formatted(type, tied, shape[0], shape[1], shape[2], shape[3], shape[4], shape[5]);
  }
}
