package dev.fathom.train.torch;

import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.RouterConfig;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Chooses each token's experts and weighs them (DeepSeek-V3 report, eq. 12 to 16), as `model`'s
/// router does; always in f32. The choice has no gradient, the weights have.
///
/// @param weight `[E, D]`
/// @param bias `[E]`, added for the choice
record ExpertRouter(ExpertsConfig experts, Tensor weight, Optional<Tensor> bias) {
  /// @param chosen `[N, K]` experts
  /// @param weights `[N, K]`
  record Routing(Tensor chosen, Tensor weights) {}

  /// @param x `[S * T, D]`
  Routing route(Tensor x, Passage passage) {
    Tensor logits = torch.linear(x.to(ScalarType.Float), weight);
    Tensor scores =
        switch (experts.router().scoring()) {
          case SIGMOID -> torch.sigmoid(logits);
          case SOFTMAX -> torch.softmax(logits, -1);
        };
    Tensor chosen = choose(scores);
    note(scores, chosen, passage);
    Tensor weights = scores.gather(-1, chosen);
    if (experts.router().normalised()) {
      weights = weights.div(Numbers.sum(weights, -1, true).add(Numbers.scalar(1e-20)));
    }
    return new Routing(chosen, weights.mul(Numbers.scalar(experts.router().scale())));
  }

  private Tensor choose(Tensor scores) {
    try (var _ = new NoGradGuard()) {
      Tensor choice = bias.map(scores::add).orElse(scores);
      RouterConfig router = experts.router();
      if (router.groupsUsed() < router.groups()) {
        choice = choice.masked_fill(outside(choice), Numbers.scalar(Double.NEGATIVE_INFINITY));
      }
      return torch.topk(choice, experts.used(), -1, true, true).get1();
    }
  }

  /// Where experts are not in one of the best groups.
  private Tensor outside(Tensor choice) {
    RouterConfig router = experts.router();
    long tokens = choice.size(0);
    long size = experts.count() / router.groups();
    long best =
        switch (router.scoring()) {
          case SOFTMAX -> 1;
          case SIGMOID -> Math.min(2, size);
        };
    Tensor groups = choice.view(tokens, router.groups(), size);
    Tensor score = Numbers.sum(torch.topk(groups, best, -1, true, true).get0(), -1, false);
    Tensor kept = torch.topk(score, router.groupsUsed(), -1, true, true).get1();
    return torch
        .ones_like(score)
        .scatter(1, kept, Numbers.scalar(0))
        .unsqueeze(-1)
        .expand(tokens, router.groups(), size)
        .reshape(tokens, experts.count())
        .to(ScalarType.Bool);
  }

  /// Load and balance (V3 report, eq. 17 to 20), padding left out.
  private void note(Tensor scores, Tensor chosen, Passage passage) {
    long[] shape = {passage.rows(), passage.length(), experts.count()};
    Tensor once = torch.zeros_like(scores).detach().scatter(-1, chosen, Numbers.scalar(1));
    Tensor counts = Numbers.sum(once.view(shape).mul(passage.mask()), 1, false);
    Tensor share =
        switch (experts.router().scoring()) {
          case SIGMOID -> scores.div(Numbers.sum(scores, -1, true).add(Numbers.scalar(1e-20)));
          case SOFTMAX -> scores;
        };
    Tensor mean = Numbers.sum(share.view(shape).mul(passage.mask()), 1, false);
    Tensor tokens = passage.tokens();
    double factor = (double) experts.count() / experts.used();
    Tensor balance = counts.div(tokens).mul(mean.div(tokens)).sum().mul(Numbers.scalar(factor));
    passage.note(Numbers.sum(counts, 0, false).detach(), balance);
  }
}
