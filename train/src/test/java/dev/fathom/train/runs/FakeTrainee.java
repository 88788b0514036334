package dev.fathom.train.runs;

import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelConfig;
import dev.fathom.train.PolicyLoss;
import dev.fathom.train.PolicyRows;
import dev.fathom.train.Rows;
import dev.fathom.train.StepReport;
import dev.fathom.train.Trainee;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Learns nothing, but its state depends on every token and every rate it ever saw, in order.
final class FakeTrainee implements Trainee {
  private static final int WORDS = 512;

  private final long[] state = new long[WORDS];
  private final long millis;
  int nanAtStep;
  int steps;

  /// @param millis that a step takes
  FakeTrainee(long millis) {
    this.millis = millis;
  }

  @Override
  public StepReport learn(Rows rows, double rate) {
    if (++steps == nanAtStep) {
      throw new TrainingException("the loss is NaN");
    }
    long mixed = Double.doubleToLongBits(rate);
    for (int row = 0; row < rows.tokens().length; row++) {
      mixed = mixed * 31 + Arrays.hashCode(rows.tokens()[row]);
      mixed = mixed * 31 + Arrays.hashCode(rows.weights()[row]);
    }
    for (int i = 0; i < WORDS; i++) {
      state[i] = (state[i] + mixed) * 6364136223846793005L + i;
    }
    pause();
    return new StepReport(1.0 / (steps + 1), 0, 0, 1, rows.count(), 1, 0, 0, new float[0][]);
  }

  private void pause() {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void save(Path file) {
    ByteBuffer bytes = ByteBuffer.allocate(WORDS * 8);
    bytes.asLongBuffer().put(state);
    try {
      Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long stateBytes() {
    return (long) Long.BYTES * state.length;
  }

  @Override
  public void restore(Path file) {
    try {
      ByteBuffer.wrap(Files.readAllBytes(file)).asLongBuffer().get(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String hash() {
    long hash = 1;
    for (long word : state) {
      hash = hash * 31 + word;
    }
    return Long.toHexString(hash);
  }

  @Override
  public float[][] logProbabilities(Rows rows) {
    float[][] logs = new float[rows.tokens().length][];
    for (int row = 0; row < logs.length; row++) {
      logs[row] = new float[rows.tokens()[row].length];
      Arrays.fill(logs[row], -2);
    }
    return logs;
  }

  @Override
  public ModelConfig config() {
    return SmallModel.CONFIG;
  }

  @Override
  public StepReport reinforce(PolicyRows rows, PolicyLoss loss, double rate) {
    throw new UnsupportedOperationException("no stage of these tests reinforces");
  }

  @Override
  public Checkpoint snapshot() {
    throw new UnsupportedOperationException("no stage of these tests samples");
  }

  @Override
  public void close() {}
}
