package dev.fathom.train.torch;

import dev.fathom.train.PolicyLoss;
import dev.fathom.train.PolicyRows;
import dev.fathom.train.Rows;
import java.util.Arrays;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A loss that is a sum over tokens, each with its share of the whole step, so that it does not
/// matter how the step is cut into micro-batches.
sealed interface Objective {
  /// `[all rows][T]`; 0 for tokens that do not count.
  float[][] shares();

  /// @param likely `[M]` log-probability of each target
  /// @return this micro-batch's part of the loss
  Tensor loss(Tensor likely, MicroBatch.Targets targets, Tally tally);

  /// Weighted cross-entropy, divided by the step's sum of weights.
  record NextToken(float[][] shares) implements Objective {
    /// @param ahead 1 for the next token, 2 for the one after; the first `ahead` tokens of a row
    ///   are not predicted
    static NextToken of(Rows rows, int ahead) {
      double[] sums = new double[rows.weights().length];
      double all = 0;
      for (int row = 0; row < sums.length; row++) {
        sums[row] = sum(rows.weights()[row], ahead);
        all += sums[row];
      }
      double[] factors = new double[sums.length];
      Arrays.fill(factors, all == 0 ? 0 : 1 / all);
      return new NextToken(scaled(rows.weights(), factors, ahead));
    }

    @Override
    public Tensor loss(Tensor likely, MicroBatch.Targets targets, Tally tally) {
      return likely.mul(targets.gather(shares)).sum().neg();
    }
  }

  /// The clipped policy gradient of GRPO (DeepSeekMath, eq. 3), Dr. GRPO (arXiv 2503.20783) and
  /// DAPO (arXiv 2503.14476, eq. 8), with the k3 estimate of the KL to a reference where there is
  /// one.
  record Policy(PolicyRows policy, PolicyLoss settings, float[][] shares) implements Objective {
    static Policy of(PolicyRows policy, PolicyLoss settings) {
      float[][] weights = policy.rows().weights();
      double[] lengths = new double[weights.length];
      double all = 0;
      for (int row = 0; row < weights.length; row++) {
        lengths[row] = sum(weights[row], 1);
        all += lengths[row];
      }
      double[] factors = new double[weights.length];
      for (int row = 0; row < weights.length; row++) {
        double divisor =
            switch (settings.kind()) {
              case GRPO -> weights.length * lengths[row];
              case DR_GRPO -> (double) weights.length * settings.longest();
              case DAPO -> all;
            };
        factors[row] = divisor == 0 ? 0 : 1 / divisor;
      }
      return new Policy(policy, settings, scaled(weights, factors, 1));
    }

    @Override
    public Tensor loss(Tensor likely, MicroBatch.Targets targets, Tally tally) {
      Tensor change = likely.sub(before(likely, targets));
      Tensor ratio = change.exp();
      Tensor advantage = targets.gather(policy.advantages());
      Tensor free = ratio.mul(advantage);
      Tensor held = clamp(ratio).mul(advantage);
      Tensor gain = torch.minimum(free, held);
      tally.policy(held.lt(free).sum().item_double(), k3(change.detach()).sum().item_double());
      Tensor loss = gain.neg();
      float[][] reference = policy.reference();
      if (reference != null && settings.kl() > 0) {
        // k3 of the policy against the reference: the ratio stands the other way round
        Tensor away = k3(targets.gather(reference).sub(likely));
        loss = loss.add(away.mul(Numbers.scalar(settings.kl())));
      }
      return loss.mul(targets.gather(shares)).sum();
    }

    /// A row without sampled log-probabilities was drawn from these very weights: its ratios are 1.
    private Tensor before(Tensor likely, MicroBatch.Targets targets) {
      boolean fresh = true;
      for (float[] row : policy.sampled()) {
        fresh &= row.length == 0;
      }
      return fresh ? likely.detach() : targets.gather(policy.sampled());
    }

    private Tensor clamp(Tensor ratio) {
      return torch.clamp(
          ratio,
          new ScalarOptional(Numbers.scalar(1 - settings.clipLow())),
          new ScalarOptional(Numbers.scalar(1 + settings.clipHigh())));
    }

    /// `exp(d) - d - 1` (Schulman, "Approximating KL divergence").
    private static Tensor k3(Tensor difference) {
      return difference.exp().sub(difference).sub(Numbers.scalar(1));
    }
  }

  private static double sum(float[] weights, int from) {
    double sum = 0;
    for (int at = from; at < weights.length; at++) {
      sum += weights[at];
    }
    return sum;
  }

  private static float[][] scaled(float[][] weights, double[] factors, int from) {
    float[][] shares = new float[weights.length][];
    for (int row = 0; row < weights.length; row++) {
      shares[row] = new float[weights[row].length];
      for (int at = from; at < weights[row].length; at++) {
        shares[row][at] = (float) (weights[row][at] * factors[row]);
      }
    }
    return shares;
  }
}
