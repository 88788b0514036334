package dev.fathom.train.torch;

import dev.fathom.model.ModelConfig;
import dev.fathom.train.Rows;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Measures both ways through the experts on this machine. Whoever asks writes the answer into the
/// run's configuration: a run that chose by the clock could not be repeated.
public final class ExpertTiming {
  private static final int STEPS = 3;

  private ExpertTiming() {}

  /// Trained tokens a second of each way, in steps of one full micro-batch.
  ///
  /// @param length tokens of a row
  public static Map<ExpertPath, Double> measure(
      ModelConfig config, TrainingSettings settings, int length) {
    Map<ExpertPath, Double> speeds = new EnumMap<>(ExpertPath.class);
    Rows rows = rows(config, Math.max(1, settings.microTokens() / length), length);
    for (ExpertPath path : ExpertPath.values()) {
      try (TorchTrainee trainee = new TorchTrainee(config, settings.with(path))) {
        trainee.learn(rows, 1);
        long best = Long.MAX_VALUE;
        for (int step = 0; step < STEPS; step++) {
          long start = System.nanoTime();
          trainee.learn(rows, 1);
          best = Math.min(best, System.nanoTime() - start);
        }
        speeds.put(path, rows.count() * 1e9 / best);
      }
    }
    return speeds;
  }

  private static Rows rows(ModelConfig config, int count, int length) {
    SplittableRandom random = new SplittableRandom(1);
    int[][] tokens = new int[count][];
    float[][] weights = new float[count][length];
    for (int row = 0; row < count; row++) {
      tokens[row] = random.ints(length, 0, config.vocabulary()).toArray();
      Arrays.fill(weights[row], 1);
    }
    return new Rows(tokens, weights);
  }
}
