package dev.fathom.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.train.PolicyLoss;
import dev.fathom.train.PolicyRows;
import dev.fathom.train.Rows;
import dev.fathom.train.StepReport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Gradients against differences of losses, along the gradient of each weight.
class GradientTest {
  private static final double STEP = 3e-3;

  @BeforeEach
  void torch() {
    Tiny.requireTorch();
  }

  private static TrainingSettings settings() {
    OptimizerSettings still =
        new OptimizerSettings(
            OptimizerSettings.Kind.ADAMW, 0, 0, 0.9, 0.95, 0.95, 0, Double.POSITIVE_INFINITY);
    return Tiny.settings(21).withForesight(true).with(still).with(new Auxiliary(0.3, 0.05, 0));
  }

  @Test
  void learningFollowsTheSlopeOfItsLoss() {
    Rows rows = Tiny.rows(21, 12, 7, 15);
    ToDoubleFunction<TorchTrainee> loss =
        trainee -> {
          StepReport report = trainee.learn(rows, 0);
          // two layers with experts: the second and the block of multi-token prediction
          return report.loss() + 0.3 * report.mtpLoss() + 0.05 * 2 * report.balanceLoss();
        };
    for (ExpertPath path : ExpertPath.values()) {
      try (TorchTrainee trainee = new TorchTrainee(Tiny.mixture(), settings().with(path))) {
        settleChoice(trainee);
        compare(trainee, loss);
      }
    }
  }

  @Test
  void bothWaysThroughTheExpertsHaveTheSameGradient() {
    Rows rows = Tiny.rows(23, 30, 17, 24);
    try (TorchTrainee all = new TorchTrainee(Tiny.mixture(), settings().with(ExpertPath.ALL));
        TorchTrainee chosen =
            new TorchTrainee(Tiny.mixture(), settings().with(ExpertPath.CHOSEN))) {
      all.learn(rows, 0);
      chosen.learn(rows, 0);
      float[] wanted = all.weights().gradients().toArray(ValueLayout.JAVA_FLOAT);
      float[] got = chosen.weights().gradients().toArray(ValueLayout.JAVA_FLOAT);
      assertThat(got).containsExactly(wanted, within(1e-5f));
    }
  }

  /// A step that changes the chosen experts makes the loss jump, so the biases choose.
  private static void settleChoice(TorchTrainee trainee) {
    MemorySegment biases = trainee.corrections().values();
    for (long at = 0; at < biases.byteSize() / Float.BYTES; at++) {
      biases.setAtIndex(ValueLayout.JAVA_FLOAT, at, at % 3 == 0 ? 10 : 0);
    }
  }

  @Test
  void reinforcingFollowsTheSlopeOfItsLoss() {
    Rows rows = Tiny.rows(22, 12, 7, 15);
    try (TorchTrainee trainee =
        new TorchTrainee(
            Tiny.mixture(), settings().withForesight(false).with(new Auxiliary(0, 0, 0)))) {
      settleChoice(trainee);
      float[][] sampled = trainee.logProbabilities(rows);
      PolicyRows policy =
          new PolicyRows(rows, new float[] {1, -0.5f, 0.3f}, sampled, Tiny.likelihoods(22, rows));
      PolicyLoss loss = new PolicyLoss(PolicyLoss.Kind.DAPO, 0.9, 9, 0.01, 32);
      compare(trainee, it -> it.reinforce(policy, loss, 0).loss());
    }
  }

  private static void compare(TorchTrainee trainee, ToDoubleFunction<TorchTrainee> loss) {
    for (Weights.Place place : trainee.weights().places()) {
      MemorySegment values = trainee.weights().values(place);
      float[] kept = values.toArray(ValueLayout.JAVA_FLOAT);
      assertThat(loss.applyAsDouble(trainee)).isFinite();
      float[] gradient = gradient(trainee, place);
      double norm = norm(gradient);
      double up = moved(trainee, values, kept, gradient, STEP / norm, loss);
      double down = moved(trainee, values, kept, gradient, -STEP / norm, loss);
      values.copyFrom(MemorySegment.ofArray(kept));
      double slope = (up - down) / (2 * STEP);
      String name = place.weight().name();
      assertThat(slope).as(name).isCloseTo(norm, within(0.02 * norm + 2e-4));
    }
  }

  private static float[] gradient(TorchTrainee trainee, Weights.Place place) {
    return trainee
        .weights()
        .gradients()
        .asSlice(place.offset() * Float.BYTES, place.weight().count() * Float.BYTES)
        .toArray(ValueLayout.JAVA_FLOAT);
  }

  private static double norm(float[] gradient) {
    double sum = 0;
    for (float each : gradient) {
      sum += (double) each * each;
    }
    return Math.max(1e-12, Math.sqrt(sum));
  }

  // six parameters: a difference quotient has as many
  private static double moved(
      TorchTrainee trainee,
      MemorySegment values,
      float[] kept,
      float[] gradient,
      double size,
      ToDoubleFunction<TorchTrainee> loss) {
    for (int i = 0; i < kept.length; i++) {
      float moved = (float) (kept[i] + size * gradient[i]);
      values.setAtIndex(ValueLayout.JAVA_FLOAT, i, moved);
    }
    return loss.applyAsDouble(trainee);
  }
}
