package dev.fathom.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.format.SafetensorsWriter;
import dev.fathom.kernel.BlockEncoder;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.model.TensorName;
import dev.fathom.model.WeightSource;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Architectures and options that no fixture has, with random weights.
class ArchitecturesTest {
  private static final long SEED = 11;

  @TempDir Path folder;

  /// Writes every tensor that a configuration asks for.
  private static final class Weights {
    private final Random random = new Random(SEED);
    private final SafetensorsWriter writer = new SafetensorsWriter();
    private final Arena arena = Arena.ofAuto();
    private final ModelConfig config;

    Weights(ModelConfig config) {
      this.config = config;
    }

    private void add(TensorName name, int layer, long... lengths) {
      addOf(name, layer, 0, lengths);
    }

    private void addOf(TensorName name, int layer, int expert, long... lengths) {
      float[] values = new float[Math.toIntExact(Shape.of(lengths).elements())];
      boolean norm = lengths.length == 1;
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((norm ? 1 : 0) + 0.1 * random.nextGaussian());
      }
      writer.tensor(
          name.inSafetensors(layer, expert),
          BlockEncoder.encode(arena, ElementType.BF16, values, lengths));
    }

    void writeTo(Path file) throws IOException {
      int width = config.width();
      add(TensorName.EMBEDDING, WeightSource.NO_LAYER, config.vocabulary(), width);
      add(TensorName.OUTPUT_NORM, WeightSource.NO_LAYER, width);
      if (!config.tiedEmbeddings()) {
        add(TensorName.OUTPUT, WeightSource.NO_LAYER, config.vocabulary(), width);
      }
      for (int layer = 0; layer < config.layers(); layer++) {
        add(TensorName.ATTENTION_NORM, layer, width);
        add(TensorName.MLP_NORM, layer, width);
        attention(layer, width);
        mlp(layer, width);
      }
      writer.writeTo(file);
    }

    private void attention(int layer, int width) {
      switch (config.attention()) {
        case AttentionConfig.GroupedQuery heads -> {
          int queries = heads.heads() * heads.keyWidth();
          add(TensorName.QUERY, layer, queries, width);
          add(TensorName.KEY, layer, heads.keyRow(), width);
          add(TensorName.VALUE, layer, heads.valueRow(), width);
          add(TensorName.ATTENTION_OUTPUT, layer, width, queries);
          if (heads.extras().inputBias()) {
            add(TensorName.QUERY_BIAS, layer, queries);
            add(TensorName.KEY_BIAS, layer, heads.keyRow());
            add(TensorName.VALUE_BIAS, layer, heads.valueRow());
          }
          if (heads.extras().outputBias()) {
            add(TensorName.ATTENTION_OUTPUT_BIAS, layer, width);
          }
        }
        case AttentionConfig.Latent latent -> {
          int queries = latent.heads() * latent.keyWidth();
          int rank = latent.queryRank();
          if (rank > 0) {
            add(TensorName.QUERY_DOWN, layer, rank, width);
            add(TensorName.QUERY_DOWN_NORM, layer, rank);
            add(TensorName.QUERY_UP, layer, queries, rank);
          } else {
            add(TensorName.QUERY, layer, queries, width);
          }
          long head = (long) latent.nopeWidth() + latent.valueWidth();
          add(TensorName.LATENT_DOWN, layer, latent.keyRow(), width);
          add(TensorName.LATENT_NORM, layer, latent.latentRank());
          add(TensorName.LATENT_UP, layer, latent.heads() * head, latent.latentRank());
          add(
              TensorName.ATTENTION_OUTPUT,
              layer,
              width,
              (long) latent.heads() * latent.valueWidth());
        }
      }
    }

    private void mlp(int layer, int width) {
      ExpertsConfig experts = config.experts();
      if (experts == null || !experts.sparse(layer)) {
        add(TensorName.GATE, layer, config.denseWidth(), width);
        add(TensorName.UP, layer, config.denseWidth(), width);
        add(TensorName.DOWN, layer, width, config.denseWidth());
        return;
      }
      add(TensorName.ROUTER, layer, experts.count(), width);
      for (int expert = 0; expert < experts.count(); expert++) {
        addOf(TensorName.EXPERT_GATE, layer, expert, experts.width(), width);
        addOf(TensorName.EXPERT_UP, layer, expert, experts.width(), width);
        addOf(TensorName.EXPERT_DOWN, layer, expert, width, experts.width());
      }
      add(TensorName.SHARED_GATE, layer, experts.sharedWidth(), width);
      add(TensorName.SHARED_UP, layer, experts.sharedWidth(), width);
      add(TensorName.SHARED_DOWN, layer, width, experts.sharedWidth());
    }
  }

  private Path model(String options) throws IOException {
    System.out.println("seed " + SEED);
    Path model = Files.createDirectory(folder.resolve("model"));
    Path fixture = SharedData.path("fixtures/tiny-qwen2");
    for (String name : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
      Files.copy(fixture.resolve(name), model.resolve(name));
    }
    Path config = model.resolve("config.json");
    Files.writeString(
        config,
        """
        {"vocab_size": 1024, "max_position_embeddings": 256, "hidden_size": 64,
         "num_hidden_layers": 2, "rms_norm_eps": 1e-6, "num_attention_heads": 4,
         "num_key_value_heads": 4, "intermediate_size": 96, "bos_token_id": 0, "eos_token_id": 1,
         "rope_theta": 10000.0, %s}
        """
            .formatted(options));
    new Weights(ModelFile.configOf(config)).writeTo(model.resolve("model.safetensors"));
    return model;
  }

  private static final String LATENT =
      "\"kv_lora_rank\": 32, \"qk_nope_head_dim\": 16, \"qk_rope_head_dim\": 8, \"v_head_dim\": 24,"
          + " ";
  private static final String EXPERTS =
      "\"n_routed_experts\": 8, \"num_experts_per_tok\": 2, \"n_shared_experts\": 1,"
          + " \"moe_intermediate_size\": 32, \"first_k_dense_replace\": 1, ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"model_type\": \"deepseek\", "
            + EXPERTS
            + "\"norm_topk_prob\": false, \"scoring_func\": \"softmax\"",
        "\"model_type\": \"deepseek_v2\", \"q_lora_rank\": 48, "
            + LATENT
            + EXPERTS
            + "\"topk_method\": \"group_limited_greedy\", \"n_group\": 4, \"topk_group\": 2,"
            + " \"routed_scaling_factor\": 16.0, \"rope_scaling\": {\"type\": \"yarn\","
            + " \"factor\": 40, \"original_max_position_embeddings\": 64, \"mscale\": 0.707,"
            + " \"mscale_all_dim\": 0.707, \"beta_fast\": 32, \"beta_slow\": 1}",
        "\"model_type\": \"deepseek_v2\", \"q_lora_rank\": null, " + LATENT + "\"n_group\": 1",
        "\"model_type\": \"llama\", \"attention_bias\": true, \"tie_word_embeddings\": true,"
            + " \"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 2.0}",
        "\"model_type\": \"qwen2\", \"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4.0,"
            + " \"original_max_position_embeddings\": 64}"
      })
  void logitsAreTheSameThereAndBack(String options) throws IOException {
    Path model = model(options);
    Path gguf = folder.resolve("there.gguf");
    Path back = folder.resolve("back");
    int[] ids = IntStream.range(0, 40).map(i -> i * 37 % 1000 + 5).toArray();
    try (ModelFile source = ModelFile.open(model)) {
      GgufExport.write(source, gguf);
      float[][] wanted = Logits.of(source, ids);
      try (ModelFile there = ModelFile.open(gguf)) {
        SafetensorsExport.write(there, back, Conversion.keeping());
        assertThat(Logits.distance(Logits.of(there, ids), wanted)).isLessThan(1e-5);
      }
      assertThat(Logits.distance(Logits.of(back, ids), wanted)).isLessThan(1e-5);
    }
  }

  @Test
  void theOrdersOfAHeadUndoEachOther() {
    for (int width : new int[] {2, 4, 64, 128}) {
      HeadOrder order = new HeadOrder(width);
      for (long row = 0; row < 3L * width; row++) {
        long there = order.fromHalves().applyAsLong(row);
        assertThat(order.fromNeighbours().applyAsLong(there)).isEqualTo(row);
        assertThat(there / width).isEqualTo(row / width);
      }
    }
    assertThat(new HeadOrder(4).fromHalves().applyAsLong(1)).isEqualTo(2);
  }
}
