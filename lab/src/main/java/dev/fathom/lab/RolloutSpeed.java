package dev.fathom.lab;

import com.sun.management.OperatingSystemMXBean;
import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.train.policy.Ask;
import dev.fathom.train.policy.BatchSampler;
import dev.fathom.train.policy.SamplerSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/// Sampled tokens a second, for `lab/bin/rollout-speed`, whose other half is `rollout_speed.py`:
/// prompts of 60 random tokens, answers that nothing ends, temperature 1.
///
/// Arguments: a model folder, threads, answers at once, tokens of an answer, whether prompts are
/// shared (`alike`: 16 answers to each, as GRPO asks; `apart`: every answer has its own).
public final class RolloutSpeed {
  private static final int PROMPT = 60;

  private RolloutSpeed() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    int batch = Integer.parseInt(arguments[2]);
    int longest = Integer.parseInt(arguments[3]);
    int group = arguments[4].equals("alike") ? 16 : 1;
    ModelConfig config = ModelFile.configOf(folder.resolve("config.json"));
    try (BatchSampler sampler = new BatchSampler(threads)) {
      sampler.take(config, Checkpoint.open(folder));
      SamplerSettings settings = new SamplerSettings(1, longest, Set.of(), batch);
      for (int warm = 0; warm < 2; warm++) {
        sampler.sample(asks(warm, batch, group, config.vocabulary()), settings);
      }
      System.out.print(measured(sampler, asks(2, batch, group, config.vocabulary()), settings));
    }
  }

  private static List<Ask> asks(int round, int batch, int group, int vocabulary) {
    Random random = new Random(round);
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < batch / group; i++) {
      int[] prompt = random.ints(PROMPT, 2, vocabulary).toArray();
      asks.add(Ask.of(prompt, group, 1_000_000L * round + (long) i * group));
    }
    return asks;
  }

  /// Tokens a second by the clock, and by processor time were two cores free.
  private static String measured(BatchSampler sampler, List<Ask> asks, SamplerSettings settings) {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long busy = system.getProcessCpuTime();
    long tokens =
        sampler.sample(asks, settings).stream()
            .flatMap(List::stream)
            .mapToLong(sample -> sample.tokens().length)
            .sum();
    double seconds = (System.nanoTime() - start) * 1e-9;
    double processor = (system.getProcessCpuTime() - busy) * 1e-9;
    return String.format(Locale.ROOT, "%.0f %.0f%n", tokens / seconds, 2 * tokens / processor);
  }
}
