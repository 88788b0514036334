package dev.fathom.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.model.ModelConfig;
import dev.fathom.train.PolicyLoss;
import dev.fathom.train.PolicyRows;
import dev.fathom.train.Rows;
import dev.fathom.train.StepReport;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TorchTraineeTest {
  @BeforeEach
  void torch() {
    Tiny.requireTorch();
  }

  private static TrainingSettings settings(OptimizerSettings.Kind kind) {
    OptimizerSettings optimizer = new OptimizerSettings(kind, 1e-2, 0.02, 0.9, 0.95, 0.95, 0.1, 1);
    return Tiny.settings(41).withForesight(true).with(optimizer);
  }

  private static void run(TorchTrainee trainee, int from, int to) {
    for (int step = from; step < to; step++) {
      trainee.learn(Tiny.rows(step, 9, 14, 5, 11), 1 - step * 0.05);
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerSettings.Kind.class)
  void sameSeedLeadsToTheSameHash(OptimizerSettings.Kind kind) {
    try (TorchTrainee one = new TorchTrainee(Tiny.mixture(), settings(kind));
        TorchTrainee two = new TorchTrainee(Tiny.mixture(), settings(kind))) {
      String before = one.hash();
      run(one, 0, 3);
      run(two, 0, 3);
      assertThat(one.hash()).isEqualTo(two.hash()).isNotEqualTo(before);
      assertThat(one.steps()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerSettings.Kind.class)
  void sameSeedLeadsToTheSameHashOnTwoThreads(OptimizerSettings.Kind kind) {
    TrainingSettings two =
        settings(kind).withThreads(2).withMicroTokens(20).withHalfPrecision(true);
    String[] hashes = new String[3];
    for (int life = 0; life < hashes.length; life++) {
      try (TorchTrainee trainee = new TorchTrainee(Tiny.mixture(), two)) {
        run(trainee, 0, 4);
        hashes[life] = trainee.hash();
      }
    }
    assertThat(hashes).containsOnly(hashes[0]);
  }

  @Test
  void refusesTheWeightsOfAnotherShape() {
    try (TorchTrainee dense = new TorchTrainee(Tiny.named("latent, dense"), Tiny.settings(1));
        TorchTrainee grouped = new TorchTrainee(Tiny.named("grouped, llama"), Tiny.settings(1))) {
      assertThatThrownBy(() -> TorchTrainee.of(Tiny.mixture(), Tiny.settings(1), dense.snapshot()))
          .isInstanceOf(TrainingException.class)
          .hasMessageMatching(
              "weights after step 0: tensor 'model\\.layers\\.1\\.mlp\\..*' is missing, wanted shape .*");
      ModelConfig other = Tiny.named("grouped, one group");
      assertThatThrownBy(() -> TorchTrainee.of(other, Tiny.settings(1), grouped.snapshot()))
          .isInstanceOf(TrainingException.class)
          .hasMessageMatching(
              "weights after step 0: tensor '.*k_proj.weight' has shape .*, wanted .*");
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerSettings.Kind.class)
  void goesOnToTheSameHashAfterARestore(OptimizerSettings.Kind kind, @TempDir Path folder) {
    Path file = folder.resolve("state");
    try (TorchTrainee whole = new TorchTrainee(Tiny.mixture(), settings(kind));
        TorchTrainee resumed = new TorchTrainee(Tiny.mixture(), settings(kind))) {
      run(whole, 0, 3);
      whole.save(file);
      String saved = whole.hash();
      run(whole, 3, 6);
      run(resumed, 0, 1);
      resumed.restore(file);
      assertThat(resumed.hash()).isEqualTo(saved);
      run(resumed, 3, 6);
      assertThat(resumed.hash()).isEqualTo(whole.hash());
    }
  }

  @Test
  void refusesTheStateOfAnotherConfiguration(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("state");
    Path rubbish = Files.writeString(folder.resolve("rubbish"), "no state at all");
    ModelConfig other = Tiny.named("sigmoid, not normalised");
    try (TorchTrainee saved = new TorchTrainee(other, Tiny.settings(1));
        TorchTrainee trainee = new TorchTrainee(Tiny.mixture(), Tiny.settings(1));
        TorchTrainee larger =
            new TorchTrainee(Tiny.mixture(), Tiny.settings(1).withForesight(true))) {
      saved.save(file);
      String before = trainee.hash();
      // of the same sizes, so that only the configuration differs
      assertThatThrownBy(() -> trainee.restore(file))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("of another configuration");
      assertThatThrownBy(() -> larger.restore(file)).isInstanceOf(TrainingException.class);
      assertThatThrownBy(() -> trainee.restore(rubbish)).isInstanceOf(TrainingException.class);
      assertThatThrownBy(() -> trainee.restore(folder.resolve("absent")))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("no such file");
      assertThat(trainee.hash()).isEqualTo(before);
    }
  }

  @Test
  void aLossThatIsNoNumberChangesNothing() {
    try (TorchTrainee trainee =
        new TorchTrainee(
            Tiny.mixture(), settings(OptimizerSettings.Kind.MUON).withMicroTokens(12))) {
      run(trainee, 0, 2);
      float kept = trainee.weights().values().getAtIndex(ValueLayout.JAVA_FLOAT, 17);
      String before = trainee.hash();
      trainee.weights().values().setAtIndex(ValueLayout.JAVA_FLOAT, 17, Float.NaN);
      assertThatThrownBy(() -> run(trainee, 2, 3))
          .isInstanceOf(TrainingException.class)
          .hasMessage("step 3: the loss is NaN; the weights are as they were after step 2");
      trainee.weights().values().setAtIndex(ValueLayout.JAVA_FLOAT, 17, kept);
      assertThat(trainee.hash()).isEqualTo(before);
      run(trainee, 2, 3);
      assertThat(trainee.steps()).isEqualTo(3);
    }
  }

  @Test
  void refusesTokensThatAreNotThere() {
    try (TorchTrainee trainee = new TorchTrainee(Tiny.mixture(), Tiny.settings(1))) {
      Rows wrong = new Rows(new int[][] {{1, Tiny.VOCABULARY}}, new float[][] {{0, 1}});
      assertThatThrownBy(() -> trainee.learn(wrong, 1)).hasMessage("token 40, wanted 0 to 39");
      Rows longer = Tiny.rows(1, 65);
      assertThatThrownBy(() -> trainee.learn(longer, 1))
          .hasMessage("a row of 65 tokens for a model of context 64");
      Rows idle = new Rows(new int[][] {{1, 2}}, new float[][] {{1, 0}});
      assertThatThrownBy(() -> trainee.learn(idle, 1)).hasMessageContaining("no token counts");
    }
  }

  @Test
  void aStepDoesNotDependOnItsMicroBatches() {
    Rows rows = Tiny.rows(8, 9, 14, 5, 11, 30);
    TrainingSettings settings = Tiny.settings(8).withForesight(true);
    try (TorchTrainee whole = new TorchTrainee(Tiny.mixture(), settings);
        TorchTrainee parts = new TorchTrainee(Tiny.mixture(), settings.withMicroTokens(20))) {
      StepReport wanted = whole.learn(rows, 1);
      StepReport got = parts.learn(rows, 1);
      assertThat(got.loss()).isCloseTo(wanted.loss(), within(1e-5));
      assertThat(got.mtpLoss()).isCloseTo(wanted.mtpLoss(), within(1e-5)).isGreaterThan(1);
      assertThat(got.balanceLoss()).isCloseTo(wanted.balanceLoss(), within(1e-5));
      assertThat(got.entropy()).isCloseTo(wanted.entropy(), within(1e-4));
      assertThat(got.gradientNorm()).isCloseTo(wanted.gradientNorm(), within(1e-4));
      assertThat(got.expertLoad()).isDeepEqualTo(wanted.expertLoad()).hasDimensions(2, 8);
      assertThat(got.tokens()).isEqualTo(69);
    }
  }

  @Test
  void correctionsEvenOutTheLoad() {
    // the balance loss off: only the biases move
    TrainingSettings settings =
        Tiny.settings(6)
            .with(new Auxiliary(0, 0, 0.02))
            .with(new OptimizerSettings(OptimizerSettings.Kind.ADAMW, 0, 0, 0.9, 0.95, 0, 0, 1));
    try (TorchTrainee trainee = new TorchTrainee(Tiny.mixture(), settings)) {
      Rows rows = Tiny.rows(6, 40, 40, 40, 40);
      double before = largest(trainee.learn(rows, 1).expertLoad()[0]);
      for (int step = 0; step < 40; step++) {
        trainee.learn(rows, 1);
      }
      double after = largest(trainee.learn(rows, 1).expertLoad()[0]);
      System.out.printf("largest load %.3f before, %.3f after%n", before, after);
      assertThat(after).isLessThan(0.17).isLessThan(before);
    }
  }

  private static double largest(float[] load) {
    return IntStream.range(0, load.length).mapToDouble(i -> load[i]).max().orElseThrow();
  }

  /// `a b c d : a b c d`, of which the second half counts.
  private static Rows copies(long seed) {
    Random random = new Random(seed);
    int[][] tokens = new int[24][9];
    float[][] weights = new float[24][9];
    for (int row = 0; row < tokens.length; row++) {
      for (int at = 0; at < 4; at++) {
        tokens[row][at] = random.nextInt(10);
        tokens[row][5 + at] = tokens[row][at];
        weights[row][5 + at] = 1;
      }
      tokens[row][4] = 10;
    }
    return new Rows(tokens, weights);
  }

  @ParameterizedTest
  @EnumSource(OptimizerSettings.Kind.class)
  void learnsToCopy(OptimizerSettings.Kind kind) {
    OptimizerSettings optimizer = new OptimizerSettings(kind, 1e-2, 0.02, 0.9, 0.95, 0.95, 0.01, 1);
    TrainingSettings settings =
        Tiny.settings(12).with(optimizer).with(new Auxiliary(0, 1e-3, 1e-3));
    try (TorchTrainee trainee = new TorchTrainee(Tiny.mixture(), settings)) {
      double loss = 9;
      int step = 0;
      while (loss > 0.1 && step < 400) {
        loss = trainee.learn(copies(step++), 1).loss();
      }
      System.out.printf("%s: loss %.3f after %d steps%n", kind, loss, step);
      assertThat(loss).isLessThan(0.1);
    }
  }

  @Test
  void reinforcingMakesRewardedAnswersLikelier() {
    Rows rows = Tiny.rows(9, 12, 12);
    try (TorchTrainee trainee = new TorchTrainee(Tiny.mixture(), Tiny.settings(9))) {
      float[][] before = trainee.logProbabilities(rows);
      PolicyLoss loss = new PolicyLoss(PolicyLoss.Kind.DR_GRPO, 0.2, 0.28, 0, 16);
      trainee.reinforce(new PolicyRows(rows, new float[] {1, -1}, before, null), loss, 1);
      float[][] after = trainee.logProbabilities(rows);
      assertThat(sum(rows, 0, after)).isGreaterThan(sum(rows, 0, before));
      assertThat(sum(rows, 1, after)).isLessThan(sum(rows, 1, before));
    }
  }

  private static double sum(Rows rows, int row, float[][] likely) {
    double sum = 0;
    for (int at = 1; at < likely[row].length; at++) {
      sum += rows.weights()[row][at] * likely[row][at];
    }
    return sum;
  }

  @Test
  void nativeMemoryDoesNotGrow() {
    Rows rows = Tiny.rows(3, 20, 31, 12);
    try (TorchTrainee trainee =
        new TorchTrainee(Tiny.mixture(), settings(OptimizerSettings.Kind.MUON))) {
      for (int step = 0; step < 50; step++) {
        trainee.learn(rows, 0.1);
      }
      long before = Pointer.physicalBytes();
      for (int step = 0; step < 200; step++) {
        trainee.learn(rows, 0.1);
      }
      long grown = Pointer.physicalBytes() - before;
      System.out.printf("resident memory grew by %,d bytes in 200 steps%n", grown);
      assertThat(grown).isLessThan(64L << 20);
    }
  }
}
