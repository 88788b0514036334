package dev.fathom.train.torch;

import dev.fathom.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The forward pass with gradients: the same mathematics as `model`'s, for whole rows.
final class Transformer {
  /// Attention and what stands behind it, each added to the stream after a norm of its own.
  private record Layer(
      Tensor attentionNorm, SelfAttention attention, Tensor mlpNorm, FeedForward mlp) {
    Tensor forward(Tensor hidden, Passage passage, double epsilon) {
      Tensor read = Arithmetic.norm(hidden, attentionNorm, epsilon);
      Tensor middle = hidden.add(attention.forward(read, passage));
      Tensor flat = Arithmetic.norm(middle, mlpNorm, epsilon).flatten(0, 1);
      return middle.add(mlp.forward(flat, passage).view_as(middle));
    }
  }

  private final ModelConfig config;
  private final Weights weights;
  private final List<Layer> layers = new ArrayList<>();
  private Adapters adapters = Adapters.NONE;

  /// @param blocks layers, the block of multi-token prediction included
  Transformer(ModelConfig config, Weights weights, Corrections corrections, int blocks) {
    this.config = config;
    this.weights = weights;
    for (int layer = 0; layer < blocks; layer++) {
      String prefix = Blueprint.layer(layer);
      layers.add(
          new Layer(
              weights.tensor(prefix + "input_layernorm.weight"),
              SelfAttention.of(config, weights, prefix + "self_attn."),
              weights.tensor(prefix + "post_attention_layernorm.weight"),
              FeedForward.of(config, weights, prefix + "mlp.", corrections.tensor(layer))));
    }
  }

  /// This one, with weights that have adapters.
  Transformer with(Adapters others) {
    adapters = others;
    return this;
  }

  Adapters adapters() {
    return adapters;
  }

  /// @param ids `[S, T]`
  /// @return `[S, T, D]` the hidden states after the last norm
  Tensor hidden(Tensor ids, Passage passage) {
    Tensor hidden = embed(ids);
    for (Layer layer : layers.subList(0, config.layers())) {
      hidden = layer.forward(hidden, passage, config.normEpsilon());
    }
    return Arithmetic.norm(hidden, weights.tensor("model.norm.weight"), config.normEpsilon());
  }

  /// Hidden states that predict the token after the next (V3 report, section 2.2; the order of the
  /// two halves is that of DeepSeek's published weights).
  ///
  /// @param hidden `[S, T, D]`, as {@link #hidden} gave it
  /// @param next `[S, T]` the token behind each
  /// @return `[S, T, D]` after the block's norm
  Tensor foresee(Tensor hidden, Tensor next, Passage passage) {
    String prefix = Blueprint.layer(config.layers());
    double epsilon = config.normEpsilon();
    Tensor joined =
        Numbers.join(
            -1,
            Arithmetic.norm(embed(next), weights.tensor(prefix + "enorm.weight"), epsilon),
            Arithmetic.norm(hidden, weights.tensor(prefix + "hnorm.weight"), epsilon));
    Tensor stream =
        passage
            .arithmetic()
            .linear(joined, weights.tensor(prefix + "eh_proj.weight"))
            .to(ScalarType.Float);
    Tensor out = layers.getLast().forward(stream, passage, epsilon);
    return Arithmetic.norm(out, weights.tensor(prefix + "shared_head.norm.weight"), epsilon);
  }

  /// @param hidden `[M, D]` after a norm
  /// @return `[M, V]` f32
  Tensor logits(Tensor hidden, Arithmetic arithmetic) {
    Tensor head =
        weights.tensor(config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight");
    return arithmetic.linear(hidden, head).to(ScalarType.Float);
  }

  private Tensor embed(Tensor ids) {
    return torch.embedding(weights.tensor("model.embed_tokens.weight"), ids);
  }
}
