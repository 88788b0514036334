package dev.fathom.train.torch;

import dev.fathom.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// One micro-batch on its way.
final class Pass {
  private final MicroBatch batch;
  private final Plan plan;
  private final Arithmetic arithmetic;
  private final Transformer transformer;
  private final Tally tally;
  private final Passage passage;
  private final Tensor hidden;
  private @Nullable Passage second;

  /// What all passes of a step share.
  ///
  /// @param half whether products are taken in bf16
  record Plan(ModelConfig config, ExpertPath experts, boolean half, Auxiliary auxiliary) {}

  Pass(MicroBatch batch, Crew.Member member, Plan plan) {
    this.batch = batch;
    this.plan = plan;
    this.transformer = member.transformer();
    this.arithmetic = new Arithmetic(plan.half(), transformer.adapters());
    this.tally = member.tally();
    this.passage = passage(0);
    this.hidden = transformer.hidden(batch.ids(0), passage);
  }

  private Passage passage(int behind) {
    return new Passage(
        batch.lengths(behind),
        batch.length() - behind,
        plan.config().rope(),
        arithmetic,
        plan.experts());
  }

  /// `[T, V]` logits of every position of a batch of one row.
  Tensor logits() {
    return transformer.logits(hidden.flatten(0, 1), arithmetic);
  }

  /// `[M]` log-probability of each target.
  Tensor likely(MicroBatch.Targets targets) {
    return likely(predictions(hidden, targets), targets);
  }

  private static Tensor likely(Tensor predicted, MicroBatch.Targets targets) {
    return predicted.gather(1, targets.ids()).squeeze(1);
  }

  /// `[M, V]` log-probabilities.
  private Tensor predictions(Tensor states, MicroBatch.Targets targets) {
    Tensor wanted = states.flatten(0, 1).index_select(0, targets.predicting());
    return torch.log_softmax(transformer.logits(wanted, arithmetic), -1);
  }

  /// This batch's part of the main loss.
  Tensor loss(Objective objective) {
    MicroBatch.Targets targets = batch.targets(1, objective.shares());
    Tensor predicted = predictions(hidden, targets);
    Tensor plain = predicted.detach();
    tally.entropy(-plain.exp().mul(plain).sum().item_double(), targets.count());
    Tensor loss = objective.loss(likely(predicted, targets), targets, tally);
    tally.loss(loss.item_double());
    return loss;
  }

  /// This batch's part of the loss of multi-token prediction.
  Tensor foresight(Objective.NextToken after) {
    second = passage(1);
    Tensor shortened = hidden.narrow(1, 0, batch.length() - 1L);
    Tensor states = transformer.foresee(shortened, batch.ids(1), second);
    MicroBatch.Targets targets = batch.targets(2, after.shares());
    Tensor likely = likely(predictions(states, targets), targets);
    Tensor loss = after.loss(likely, targets, tally);
    tally.foresight(loss.item_double());
    return loss;
  }

  /// `loss` with that of the experts' balance.
  Tensor balanced(Tensor loss) {
    List<Tensor> loads = new ArrayList<>(passage.loads());
    List<Tensor> balances = new ArrayList<>(passage.balances());
    if (second != null) {
      loads.addAll(second.loads());
      balances.addAll(second.balances());
    }
    tally.loads(loads);
    Tensor sum = loss;
    double share = 1.0 / batch.rows().tokens().length;
    for (Tensor balance : balances) {
      tally.balance(balance.item_double() * share / balances.size());
      sum = sum.add(balance.mul(Numbers.scalar(plan.auxiliary().balance() * share)));
    }
    return sum;
  }
}
