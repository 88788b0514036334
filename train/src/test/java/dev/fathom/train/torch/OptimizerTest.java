package dev.fathom.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerTest {
  @BeforeEach
  void libtorch() {
    Tiny.requireTorch();
  }

  private static Tensor random(long seed, long... shape) {
    Random random = new Random(seed);
    int count = 1;
    for (long length : shape) {
      count *= (int) length;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Numbers.of(values, shape);
  }

  @ParameterizedTest
  @CsvSource({"16, 48", "48, 16", "31, 33", "24, 24"})
  void muonMakesSingularValuesAlike(long rows, long columns) {
    Muon muon = new Muon(OptimizerSettings.muon(0.02, 0.003), false);
    Tensor stack = random(rows * 100 + columns, 3, rows, columns);
    Tensor orthogonal = muon.orthogonal(stack);
    // what a unit vector of the smaller side becomes lies between the singular values
    Tensor small = rows > columns ? orthogonal.mT() : orthogonal;
    Tensor square = torch.matmul(small, small.mT());
    float[] traces = Numbers.floats(torch.einsum("bii->b", new TensorVector(square)));
    long side = Math.min(rows, columns);
    for (float trace : traces) {
      assertThat(trace / side).isBetween(0.5f, 1.3f);
    }
    double off = square.sub(square.diagonal(0, 1, 2).diag_embed()).abs().max().item_double();
    assertThat(off).isLessThan(0.35);
  }

  @Test
  void adamWTakesTheStepOfItsPaper() {
    OptimizerSettings settings =
        new OptimizerSettings(OptimizerSettings.Kind.ADAMW, 0.1, 0, 0.9, 0.99, 0, 0.5, 1e9);
    try (Weights weights = new Weights(Tiny.mixture(), false);
        Optimizer optimizer = new Optimizer(weights, settings, false)) {
      long last = weights.count() - 1;
      double[] gradients = {2, -1, 0.5};
      double matrix = 1;
      double norm = 1;
      double mean = 0;
      double square = 0;
      weights.values().setAtIndex(ValueLayout.JAVA_FLOAT, 0, 1);
      weights.values().setAtIndex(ValueLayout.JAVA_FLOAT, last, 1);
      for (int step = 1; step <= gradients.length; step++) {
        double gradient = gradients[step - 1];
        weights.gradients().fill((byte) 0);
        weights.gradients().setAtIndex(ValueLayout.JAVA_FLOAT, 0, (float) gradient);
        weights.gradients().setAtIndex(ValueLayout.JAVA_FLOAT, last, (float) gradient);
        optimizer.step(optimizer.gradientNorm(), step, 0.5);
        mean = 0.9 * mean + 0.1 * gradient;
        square = 0.99 * square + 0.01 * gradient * gradient;
        double move =
            0.05
                * (mean / (1 - Math.pow(0.9, step)))
                / (Math.sqrt(square / (1 - Math.pow(0.99, step))) + 1e-8);
        matrix = matrix * (1 - 0.05 * 0.5) - move;
        norm -= move;
      }
      assertThat(weights.values().getAtIndex(ValueLayout.JAVA_FLOAT, 0))
          .isCloseTo((float) matrix, within(1e-5f));
      assertThat(weights.values().getAtIndex(ValueLayout.JAVA_FLOAT, last))
          .isCloseTo((float) norm, within(1e-5f));
    }
  }

  @Test
  void clipsTheWholeGradient() {
    OptimizerSettings settings =
        new OptimizerSettings(OptimizerSettings.Kind.ADAMW, 0.1, 0, 0.9, 0.99, 0, 0, 2);
    try (Weights weights = new Weights(Tiny.mixture(), false);
        Optimizer optimizer = new Optimizer(weights, settings, false)) {
      weights.gradients().setAtIndex(ValueLayout.JAVA_FLOAT, 5, 30);
      weights.gradients().setAtIndex(ValueLayout.JAVA_FLOAT, 6, 40);
      double norm = optimizer.gradientNorm();
      assertThat(norm).isCloseTo(50, within(1e-4));
      optimizer.step(norm, 1, 1);
      assertThat(optimizer.gradientNorm()).isCloseTo(2, within(1e-4));
    }
  }

  @Test
  void correctionsMoveAgainstTheLoad() {
    try (Corrections corrections = new Corrections(Tiny.mixture(), 2)) {
      double[][] loads = {{10, 0, 5, 5, 5, 5, 6, 4}};
      corrections.move(loads, 0.25);
      corrections.move(loads, 0.25);
      assertThat(corrections.values(1).orElseThrow().toArray(ValueLayout.JAVA_FLOAT))
          .containsExactly(-0.5f, 0.5f, 0, 0, 0, 0, -0.5f, 0.5f);
      assertThat(corrections.tensor(1).orElseThrow().get(1).item_float()).isEqualTo(0.5f);
    }
  }
}
