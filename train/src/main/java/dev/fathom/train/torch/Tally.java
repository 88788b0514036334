package dev.fathom.train.torch;

import dev.fathom.train.StepReport;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// What the micro-batches of one step add up to.
final class Tally {
  private double loss;
  private double foresight;
  private double balance;
  private double entropy;
  private double clipped;
  private double divergence;
  private long counted;
  private double[][] loads = {};

  void loss(double part) {
    loss += part;
  }

  void foresight(double part) {
    foresight += part;
  }

  void balance(double part) {
    balance += part;
  }

  /// @param sum of the entropies of `tokens` predictions
  void entropy(double sum, int tokens) {
    entropy += sum;
    counted += tokens;
  }

  /// @param ratios how many were clipped
  /// @param sum of the k3 estimates
  void policy(double ratios, double sum) {
    clipped += ratios;
    divergence += sum;
  }

  /// @param layers `[E]` tokens of each layer with experts
  void loads(List<Tensor> layers) {
    for (int layer = 0; layer < layers.size(); layer++) {
      float[] part = Numbers.floats(layers.get(layer));
      double[] load = new double[part.length];
      for (int expert = 0; expert < part.length; expert++) {
        load[expert] = part[expert];
      }
      load(layer, load);
    }
  }

  private void load(int layer, double[] load) {
    if (loads.length <= layer) {
      loads = Arrays.copyOf(loads, layer + 1);
    }
    double[] sum = loads[layer];
    if (sum == null) {
      loads[layer] = load.clone();
    } else {
      Arrays.setAll(sum, expert -> sum[expert] + load[expert]);
    }
  }

  /// Adds what somebody else counted.
  void add(Tally other) {
    loss += other.loss;
    foresight += other.foresight;
    balance += other.balance;
    entropy += other.entropy;
    clipped += other.clipped;
    divergence += other.divergence;
    counted += other.counted;
    for (int layer = 0; layer < other.loads.length; layer++) {
      load(layer, other.loads[layer]);
    }
  }

  /// `[layers with experts][E]` tokens.
  double[][] loads() {
    return loads;
  }

  StepReport report(double norm, int tokens) {
    double count = Math.max(1, counted);
    return new StepReport(
        loss,
        foresight,
        balance,
        norm,
        tokens,
        entropy / count,
        clipped / count,
        divergence / count,
        shares());
  }

  private float[][] shares() {
    float[][] shares = new float[loads.length][];
    for (int layer = 0; layer < loads.length; layer++) {
      double all = 0;
      for (double load : loads[layer]) {
        all += load;
      }
      shares[layer] = new float[loads[layer].length];
      for (int expert = 0; expert < shares[layer].length; expert++) {
        shares[layer][expert] = (float) (loads[layer][expert] / all);
      }
    }
    return shares;
  }
}
