package dev.fathom.lab;

import com.sun.management.OperatingSystemMXBean;
import dev.fathom.kernel.RopeLayout;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.RopeConfig;
import dev.fathom.model.RopeScaling;
import dev.fathom.model.RouterConfig;
import dev.fathom.train.Rows;
import dev.fathom.train.torch.Auxiliary;
import dev.fathom.train.torch.ExpertPath;
import dev.fathom.train.torch.OptimizerSettings;
import dev.fathom.train.torch.TorchTrainee;
import dev.fathom.train.torch.TrainingSettings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Trained tokens a second of r1-mini's shape, for `lab/bin/train-speed`, whose other half is
/// `train_speed.py`: both make the same rows by the same rule.
///
/// Arguments: threads, tokens of a micro-batch, tokens of a step, steps, adamw or muon, bf16 or
/// f32, all or chosen.
public final class TrainSpeed {
  private static final int VOCABULARY = 512;

  private TrainSpeed() {}

  public static void main(String[] arguments) {
    int threads = Integer.parseInt(arguments[0]);
    int micro = Integer.parseInt(arguments[1]);
    Rows rows = rows(Integer.parseInt(arguments[2]));
    int steps = Integer.parseInt(arguments[3]);
    OptimizerSettings optimizer =
        arguments[4].equals("muon")
            ? OptimizerSettings.muon(0.02, 1e-3)
            : OptimizerSettings.adamW(1e-3);
    TrainingSettings settings =
        new TrainingSettings(
            1,
            threads,
            micro,
            arguments[5].equals("bf16"),
            ExpertPath.valueOf(arguments[6].toUpperCase(Locale.ROOT)),
            0.02,
            true,
            optimizer,
            new Auxiliary(0.3, 1e-4, 1e-3));
    try (TorchTrainee trainee = new TorchTrainee(shape(), settings)) {
      measure(trainee, rows, steps);
    }
  }

  private static void measure(TorchTrainee trainee, Rows rows, int steps) {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double loss = trainee.learn(rows, 1).loss();
    double wall = Double.MAX_VALUE;
    double processor = Double.MAX_VALUE;
    for (int step = 0; step < steps; step++) {
      long start = System.nanoTime();
      long busy = system.getProcessCpuTime();
      loss = trainee.learn(rows, 1).loss();
      processor = Math.min(processor, (system.getProcessCpuTime() - busy) * 1e-9);
      wall = Math.min(wall, (System.nanoTime() - start) * 1e-9);
    }
    System.out.printf(
        Locale.ROOT, "%.0f %.0f %.4f%n", rows.count() / wall, rows.count() / processor, loss);
  }

  private static ModelConfig shape() {
    RouterConfig router = new RouterConfig(RouterConfig.Scoring.SIGMOID, true, 1, 1, true, 1.5f);
    return new ModelConfig(
        "deepseek2",
        VOCABULARY,
        1024,
        192,
        8,
        1e-6f,
        true,
        new AttentionConfig.Latent(4, 96, 64, 32, 16, 32),
        new RopeConfig(16, 10_000, RopeLayout.INTERLEAVED, new RopeScaling.None()),
        512,
        new ExpertsConfig(8, 2, 1, 160, new TreeSet<>(Set.of(0)), router));
  }

  private static Rows rows(int tokens) {
    List<int[]> rows = new ArrayList<>();
    List<float[]> weights = new ArrayList<>();
    int count = 0;
    for (int row = 0; count < tokens; row++) {
      int[] ids = new int[60 + row * 97 % 341];
      for (int at = 0; at < ids.length; at++) {
        ids[at] = (row * 31 + at * 17 + at * at % 7) % VOCABULARY;
      }
      float[] ones = new float[ids.length];
      Arrays.fill(ones, 1);
      rows.add(ids);
      weights.add(ones);
      count += ids.length;
    }
    return new Rows(rows.toArray(int[][]::new), weights.toArray(float[][]::new));
  }
}
