package dev.fathom.train.torch;

import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What stands behind the attention of a layer.
sealed interface FeedForward {
  /// @param x `[S * T, D]`, normalised
  /// @return `[S * T, D]`
  Tensor forward(Tensor x, Passage passage);

  /// @param prefix of the weights' names
  /// @param correction of the router, where there is one
  static FeedForward of(
      ModelConfig config, Weights weights, String prefix, Optional<Tensor> correction) {
    if (weights.find(prefix + "gate.weight").isEmpty()) {
      return Dense.of(weights, prefix);
    }
    ExpertsConfig experts = Objects.requireNonNull(config.experts());
    ExpertRouter router =
        new ExpertRouter(experts, weights.tensor(prefix + "gate.weight"), correction);
    Dense routed = Dense.of(weights, prefix + "experts.@.");
    Optional<Dense> shared =
        experts.shared() == 0
            ? Optional.empty()
            : Optional.of(Dense.of(weights, prefix + "shared_experts."));
    return new Mixture(router, routed, shared);
  }

  /// SwiGLU (arXiv 2002.05202).
  ///
  /// @param gate `[F, D]`; of E experts `[E, F, D]`
  /// @param up as `gate`
  /// @param down `[D, F]`; of E experts `[E, D, F]`
  record Dense(Tensor gate, Tensor up, Tensor down) implements FeedForward {
    static Dense of(Weights weights, String prefix) {
      return new Dense(
          weights.tensor(prefix + "gate_proj.weight"),
          weights.tensor(prefix + "up_proj.weight"),
          weights.tensor(prefix + "down_proj.weight"));
    }

    @Override
    public Tensor forward(Tensor x, Passage passage) {
      return forward(x, passage.arithmetic());
    }

    Tensor forward(Tensor x, Arithmetic arithmetic) {
      Tensor read = arithmetic.rounded(x);
      Tensor inner = Arithmetic.gated(arithmetic.linear(read, gate), arithmetic.linear(read, up));
      return arithmetic.linear(inner, down);
    }

    Dense expert(int index) {
      return new Dense(gate.select(0, index), up.select(0, index), down.select(0, index));
    }
  }

  /// Each token through its experts and the shared ones (DeepSeekMoE, arXiv 2401.06066).
  record Mixture(ExpertRouter router, Dense routed, Optional<Dense> shared) implements FeedForward {
    @Override
    public Tensor forward(Tensor x, Passage passage) {
      ExpertRouter.Routing routing = router.route(x, passage);
      Tensor sum =
          switch (passage.experts()) {
            case ALL -> all(x, routing, passage.arithmetic());
            case CHOSEN -> chosen(x, routing, passage.arithmetic());
          };
      return shared.map(mlp -> sum.add(mlp.forward(x, passage))).orElse(sum);
    }

    /// One wide MLP whose inner columns are scaled by the weight of their expert.
    private Tensor all(Tensor x, ExpertRouter.Routing routing, Arithmetic arithmetic) {
      long experts = routed.gate.size(0);
      long inner = routed.gate.size(1);
      Tensor read = arithmetic.rounded(x);
      Tensor weights =
          torch
              .zeros(x.size(0), experts)
              .scatter(-1, routing.chosen(), routing.weights())
              .unsqueeze(-1);
      Tensor wide =
          Arithmetic.gated(
                  arithmetic.linear(read, routed.gate.flatten(0, 1)),
                  arithmetic.linear(read, routed.up.flatten(0, 1)))
              .view(x.size(0), experts, inner)
              .mul(arithmetic.rounded(weights))
              .flatten(1, 2);
      return arithmetic.linear(wide, routed.down.permute(1, 0, 2).flatten(1, 2));
    }

    /// Tokens sorted by expert, each expert's stretch through it, and back into order.
    private Tensor chosen(Tensor x, ExpertRouter.Routing routing, Arithmetic arithmetic) {
      long used = routing.chosen().size(1);
      Tensor flat = routing.chosen().flatten();
      Tensor order = flat.argsort(true, 0, false);
      Tensor sorted = arithmetic.rounded(x).index_select(0, order.floor_divide(new Scalar(used)));
      int experts = (int) routed.gate.size(0);
      float[] counts = Numbers.floats(torch.bincount(flat, new TensorOptional(), experts));
      TensorVector parts = new TensorVector();
      long from = 0;
      for (int expert = 0; expert < experts; expert++) {
        long count = (long) counts[expert];
        if (count > 0) {
          parts.push_back(routed.expert(expert).forward(sorted.narrow(0, from, count), arithmetic));
        }
        from += count;
      }
      Tensor back = torch.cat(parts, 0).index_select(0, order.argsort());
      Tensor each = back.to(ScalarType.Float).view(x.size(0), used, x.size(1));
      return Numbers.sum(each.mul(routing.weights().unsqueeze(-1)), 1, false);
    }
  }
}
