package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.format.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceConfigTest {
  private static final String LLAMA = PublishedConfigs.llama3(2, 64, 96, 4, 2, 100);

  private static String with(String member) {
    return LLAMA.replace("{'model_type'", "{" + member + ", 'model_type'");
  }

  @Test
  void readsBothGenerationsOfRope() {
    String old =
        with(
            "'rope_scaling': {'rope_type': 'llama3', 'factor': 8.0, 'low_freq_factor': 1.0,"
                + " 'high_freq_factor': 4.0, 'original_max_position_embeddings': 8192}");
    String recent =
        LLAMA.replace(
            "'rope_theta': 1000000.0",
            "'rope_parameters': {'rope_type': 'llama3', 'rope_theta': 1000000.0, 'factor': 8.0,"
                + " 'low_freq_factor': 1.0, 'high_freq_factor': 4.0,"
                + " 'original_max_position_embeddings': 8192}");
    RopeConfig rope = PublishedConfigs.parse(old).rope();
    assertThat(rope.scaling()).isEqualTo(new RopeScaling.Llama3(8, 1, 4, 8192));
    assertThat(rope.base()).isEqualTo(1e6);
    assertThat(PublishedConfigs.parse(recent).rope()).isEqualTo(rope);
  }

  @Test
  void readsYarnWithoutMscaleAsTransformersDoes() {
    String yarn =
        with(
            "'rope_scaling': {'type': 'yarn', 'factor': 4.0,"
                + " 'original_max_position_embeddings': 32768}");
    var scaling = (RopeScaling.Yarn) PublishedConfigs.parse(yarn).rope().scaling();
    assertThat(scaling.rotationFactor()).isEqualTo(0.1 * Math.log(4) + 1);
    assertThat(scaling.softmaxFactor()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'model_type': 'llama'|'model_type': 'mamba'|architecture 'mamba' (model_type) is not"
            + " supported; supported are deepseek, deepseek_v2, deepseek_v3, llama, qwen2, qwen3,"
            + " qwen3_moe",
        "'num_attention_heads': 4|'num_attention_heads': 0|num_attention_heads: got 0, wanted 1 to"
            + " 65536",
        "'num_key_value_heads': 2|'num_key_value_heads': 3|attention head_count: got 4, wanted a"
            + " multiple of head_count_kv, 3",
        "'num_hidden_layers': 2|'num_hidden_layers': 1001|num_hidden_layers: got 1001, wanted 1 to"
            + " 1000",
        "'hidden_size': 64|'hidden_size': 2000000|attention key_length: got 500000, wanted 2 to"
            + " 65536",
        "'hidden_act': 'silu'|'hidden_act': 'gelu'|hidden_act 'gelu' is not supported; supported is"
            + " silu",
        "'use_sliding_window': false|'use_sliding_window': true|use_sliding_window 'true' is not"
            + " supported; supported is false",
        "'rms_norm_eps': 1e-06|'rms_norm_eps': 0|layer_norm_rms_epsilon: got 0.0, wanted a number"
            + " above 0",
        "'vocab_size': 100|'vocab_size': -1|vocab_size: got -1, wanted 1 to 16777216",
        "'rope_theta': 1000000.0|'rope_scaling': {'type': 'dynamic'}|rope type 'dynamic' is not"
            + " supported; supported are default, linear, llama3, yarn",
        "'rope_theta': 1000000.0|'quantization_config': {'quant_method': 'gptq'}|"
            + "quantization_config.quant_method 'gptq' is not supported; supported is fp8",
      })
  void refusesInOneLineThatNamesKeyGotAndWanted(String right, String wrong, String message) {
    assertThat(LLAMA).contains(right);
    assertThatThrownBy(() -> PublishedConfigs.parse(LLAMA.replace(right, wrong)))
        .isInstanceOf(FormatException.class)
        .hasMessage("config.json: " + message);
  }

  @Test
  void namesAMissingKey() {
    assertThatThrownBy(() -> PublishedConfigs.parse(LLAMA.replace("hidden_size", "other")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining("hidden_size");
  }

  @Test
  void refusesRoutersItDoesNotKnow() {
    String json = PublishedConfigs.V3.replace("'noaux_tc'", "'greedy'");
    assertThatThrownBy(() -> PublishedConfigs.parse(json))
        .hasMessageContaining("scoring_func and topk_method 'sigmoid greedy' is not supported");
  }

  @Test
  void refusesMoreExpertsThanTheChosenGroupsHold() {
    String json =
        PublishedConfigs.V3.replace("'num_experts_per_tok': 8", "'num_experts_per_tok': 129");
    assertThatThrownBy(() -> PublishedConfigs.parse(json))
        .hasMessage("config.json: expert_used_count: got 129, wanted 1 to 128");
  }
}
