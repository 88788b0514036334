package dev.fathom.train.torch;

import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ModelConfig;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The attention of one layer, with all keys and values expanded.
sealed interface SelfAttention {
  /// @param x `[S, T, D]`, normalised
  /// @return `[S, T, D]`
  Tensor forward(Tensor x, Passage passage);

  /// @param prefix of the weights' names
  static SelfAttention of(ModelConfig config, Weights weights, String prefix) {
    Rotary rotary = new Rotary(config.rope().dimensions(), config.rope().layout());
    Rule rule = new Rule(rotary, config.attentionScale(), config.normEpsilon());
    return switch (config.attention()) {
      case AttentionConfig.Latent shape -> new Latent(shape, weights, prefix, rule);
      case AttentionConfig.GroupedQuery shape -> new Grouped(shape, weights, prefix, rule);
    };
  }

  /// What both kinds share.
  ///
  /// @param scale of the product of query and key
  record Rule(Rotary rotary, double scale, double epsilon) {
    /// Causal softmax attention, `[S, T, H, width]` each, to `[S, T, H * width]`. Products written
    /// out: for short rows libtorch's own attention took 3 times as long in bf16 and 1.5 times in
    /// f32 (docs/decisions/014).
    Tensor attend(Tensor query, Tensor key, Tensor value, Passage passage) {
      Arithmetic arithmetic = passage.arithmetic();
      Tensor scaled = arithmetic.rounded(query.mul(Numbers.scalar(scale))).transpose(1, 2);
      Tensor keys = arithmetic.rounded(key).transpose(1, 2);
      Tensor scores = torch.matmul(scaled, keys.mT()).add_(arithmetic.rounded(passage.future()));
      Tensor values = arithmetic.rounded(value).transpose(1, 2);
      return torch.matmul(torch.softmax(scores, -1), values).transpose(1, 2).flatten(2, 3);
    }
  }

  /// Multi-head latent attention (DeepSeek-V3 report, eq. 1 to 11).
  record Latent(AttentionConfig.Latent shape, Weights weights, String prefix, Rule rule)
      implements SelfAttention {
    @Override
    public Tensor forward(Tensor x, Passage passage) {
      Arithmetic arithmetic = passage.arithmetic();
      int heads = shape.heads();
      Tensor query = heads(queries(x, arithmetic), heads, shape.keyWidth());
      Tensor row = arithmetic.linear(x, weight("kv_a_proj_with_mqa"));
      Tensor latent =
          Arithmetic.norm(
              row.narrow(-1, 0, shape.latentRank()), weight("kv_a_layernorm"), rule.epsilon);
      Tensor shared = row.narrow(-1, shape.latentRank(), shape.ropeWidth()).unsqueeze(2);
      Tensor expanded =
          heads(
              arithmetic.linear(latent, weight("kv_b_proj")),
              heads,
              shape.nopeWidth() + shape.valueWidth());
      Tensor rotated =
          arithmetic
              .rounded(rule.rotary.apply(shared, passage))
              .expand(passage.rows(), passage.length(), heads, shape.ropeWidth());
      Tensor key = Numbers.join(-1, expanded.narrow(-1, 0, shape.nopeWidth()), rotated);
      Tensor value = expanded.narrow(-1, shape.nopeWidth(), shape.valueWidth());
      Tensor mixed = rule.attend(rotated(query, passage), key, value, passage);
      return arithmetic.linear(mixed, weight("o_proj"));
    }

    private Tensor queries(Tensor x, Arithmetic arithmetic) {
      if (shape.queryRank() == 0) {
        return arithmetic.linear(x, weight("q_proj"));
      }
      Tensor down = arithmetic.linear(x, weight("q_a_proj"));
      Tensor normed = Arithmetic.norm(down, weight("q_a_layernorm"), rule.epsilon);
      return arithmetic.linear(normed, weight("q_b_proj"));
    }

    private Tensor rotated(Tensor query, Passage passage) {
      Tensor position = query.narrow(-1, shape.nopeWidth(), shape.ropeWidth());
      return Numbers.join(
          -1,
          query.narrow(-1, 0, shape.nopeWidth()),
          passage.arithmetic().rounded(rule.rotary.apply(position, passage)));
    }

    private Tensor weight(String name) {
      return weights.tensor(prefix + name + ".weight");
    }
  }

  /// Heads in groups that share keys and values (arXiv 2305.13245).
  record Grouped(AttentionConfig.GroupedQuery shape, Weights weights, String prefix, Rule rule)
      implements SelfAttention {
    @Override
    public Tensor forward(Tensor x, Passage passage) {
      Arithmetic arithmetic = passage.arithmetic();
      Tensor query = heads(project("q_proj", x, arithmetic), shape.heads(), shape.keyWidth());
      Tensor key = heads(project("k_proj", x, arithmetic), shape.groups(), shape.keyWidth());
      Tensor value = heads(project("v_proj", x, arithmetic), shape.groups(), shape.valueWidth());
      Tensor mixed =
          rule.attend(
              rule.rotary.apply(normed("q_norm", query), passage),
              shared(rule.rotary.apply(normed("k_norm", key), passage)),
              shared(value),
              passage);
      return project("o_proj", mixed, arithmetic);
    }

    /// `[S, T, G, width]`, each group for all its heads, as `[S, T, H, width]`.
    private Tensor shared(Tensor groups) {
      long[] shape = {
        groups.size(0),
        groups.size(1),
        shape().groups(),
        shape().heads() / shape().groups(),
        groups.size(3)
      };
      return groups.unsqueeze(3).expand(shape).flatten(2, 3);
    }

    private Tensor project(String name, Tensor x, Arithmetic arithmetic) {
      Tensor product = arithmetic.linear(x, weights.tensor(prefix + name + ".weight"));
      return weights.find(prefix + name + ".bias").map(product::add).orElse(product);
    }

    private Tensor normed(String name, Tensor heads) {
      return weights
          .find(prefix + name + ".weight")
          .map(weight -> Arithmetic.norm(heads, weight, rule.epsilon))
          .orElse(heads);
    }
  }

  /// `[S, T, H * width]` seen as `[S, T, H, width]`.
  private static Tensor heads(Tensor rows, long heads, long width) {
    return rows.view(rows.size(0), rows.size(1), heads, width);
  }
}
