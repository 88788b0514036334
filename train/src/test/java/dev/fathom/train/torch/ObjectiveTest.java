package dev.fathom.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.train.PolicyLoss;
import dev.fathom.train.PolicyRows;
import dev.fathom.train.Rows;
import dev.fathom.train.StepReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Losses against values taken by hand.
class ObjectiveTest {
  /// Two answers of two tokens and one, behind prompts of one.
  private static final Rows ROWS =
      new Rows(new int[][] {{1, 2, 3}, {4, 5}}, new float[][] {{0, 1, 1}, {0, 1}});

  private static final float[][] SAMPLED = {{0, -1, -2}, {0, -0.5f}};

  /// Ratios 1.5 and 0.5 of the first answer, 1.25 of the second.
  private static final float[] NOW = {
    (float) (-1 + Math.log(1.5)), (float) (-2 + Math.log(0.5)), (float) (-0.5 + Math.log(1.25))
  };

  @BeforeEach
  void torch() {
    Tiny.requireTorch();
  }

  private static double loss(Objective objective, Tally tally, float... likely) {
    MicroBatch batch = new MicroBatch(ROWS, new int[] {0, 1}, 3);
    MicroBatch.Targets targets = batch.targets(1, objective.shares());
    return objective.loss(Numbers.of(likely, likely.length), targets, tally).item_double();
  }

  private static Objective policy(PolicyLoss.Kind kind, double kl) {
    float[][] reference = {{0, -1, -2}, {0, -0.5f}};
    PolicyRows rows = new PolicyRows(ROWS, new float[] {1, -2}, SAMPLED, reference);
    return Objective.Policy.of(rows, new PolicyLoss(kind, 0.2, 0.28, kl, 4));
  }

  @Test
  void nextTokenIsTheWeightedMean() {
    Rows rows = new Rows(ROWS.tokens(), new float[][] {{9, 1, 3}, {9, 4}});
    double loss = loss(Objective.NextToken.of(rows, 1), new Tally(), -1, -2, -0.5f);
    assertThat(loss).isCloseTo((1 * 1 + 3 * 2 + 4 * 0.5) / 8, within(1e-6));
  }

  // by hand: min(1.5, 1.28) * 1 = 1.28; min(0.5 * 1, 0.8 * 1) = 0.5; min(1.25 * -2, 1.25 * -2) =
  // -2.5

  @Test
  void grpoIsTheMeanOfAnswersMeans() {
    double loss = loss(policy(PolicyLoss.Kind.GRPO, 0), new Tally(), NOW);
    assertThat(loss).isCloseTo(-((1.28 + 0.5) / 2 - 2.5) / 2, within(1e-5));
  }

  @Test
  void drGrpoDividesByTheLongestAnswer() {
    double loss = loss(policy(PolicyLoss.Kind.DR_GRPO, 0), new Tally(), NOW);
    assertThat(loss).isCloseTo(-(1.28 + 0.5 - 2.5) / (2 * 4), within(1e-5));
  }

  @Test
  void dapoIsTheMeanOfAllTokens() {
    double loss = loss(policy(PolicyLoss.Kind.DAPO, 0), new Tally(), NOW);
    assertThat(loss).isCloseTo(-(1.28 + 0.5 - 2.5) / 3, within(1e-5));
  }

  @Test
  void addsTheK3EstimateOfTheReference() {
    double plain = loss(policy(PolicyLoss.Kind.DAPO, 0), new Tally(), NOW);
    double loss = loss(policy(PolicyLoss.Kind.DAPO, 0.1), new Tally(), NOW);
    double k3 = 0;
    for (double ratio : new double[] {1.5, 0.5, 1.25}) {
      k3 += 1 / ratio + Math.log(ratio) - 1;
    }
    assertThat(loss - plain).isCloseTo(0.1 * k3 / 3, within(1e-5));
  }

  @Test
  void countsWhatWasClippedAndHowFarThePolicyMoved() {
    Tally tally = new Tally();
    loss(policy(PolicyLoss.Kind.DAPO, 0), tally, NOW);
    tally.entropy(0, 3);
    StepReport report = tally.report(0, 5);
    double k3 = 0;
    for (double ratio : new double[] {1.5, 0.5, 1.25}) {
      k3 += ratio - Math.log(ratio) - 1;
    }
    assertThat(report.clipped()).isCloseTo(1.0 / 3, within(1e-6));
    assertThat(report.kl()).isCloseTo(k3 / 3, within(1e-5));
  }

  @Test
  void ratiosOfFreshSamplesAreOne() {
    PolicyRows rows = new PolicyRows(ROWS, new float[] {1, -2}, new float[2][0], null);
    Tally tally = new Tally();
    PolicyLoss settings = new PolicyLoss(PolicyLoss.Kind.DAPO, 0.2, 0.28, 0, 4);
    double loss = loss(Objective.Policy.of(rows, settings), tally, NOW);
    assertThat(loss).isCloseTo((2 - 1 - 1) / 3.0, within(1e-7));
    assertThat(tally.report(0, 5).kl()).isZero();
  }

  @Test
  void ratiosOfTheOwnProbabilitiesAreOne() {
    Rows rows = Tiny.rows(31, 9, 12);
    try (TorchTrainee trainee = new TorchTrainee(Tiny.mixture(), Tiny.settings(31))) {
      PolicyRows policy =
          new PolicyRows(rows, new float[] {1, -1}, trainee.logProbabilities(rows), null);
      PolicyLoss settings = new PolicyLoss(PolicyLoss.Kind.GRPO, 0.2, 0.28, 0, 16);
      StepReport report = trainee.reinforce(policy, settings, 1);
      assertThat(report.clipped()).isZero();
      assertThat(report.kl()).isLessThan(1e-9);
      assertThat(report.loss()).isCloseTo(0, within(1e-6));
      assertThat(report.gradientNorm()).isGreaterThan(1e-3);
    }
  }
}
