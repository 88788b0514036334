package dev.fathom.cli;

import dev.fathom.kernel.ReadLoop;
import dev.fathom.model.Model;
import dev.fathom.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Measures a model's speed the way llama-bench does: random tokens, the prompt in chunks, the
/// generation token by token, both behind `depth` tokens that are already in the cache. Unlike
/// there, the warm-up lasts some seconds, until the JVM has compiled the kernels.
final class Bench {
  private static final int CHUNK = 512;
  private static final long SEED = 42;

  private final Model model;
  private final ElementType cache;
  private final int repetitions;
  private final double warmupSeconds;
  private final @Nullable ReadLoop reading;

  /// @param reading what only reads, before every repetition, or null
  Bench(
      Model model,
      ElementType cache,
      int repetitions,
      double warmupSeconds,
      @Nullable ReadLoop reading) {
    this.model = model;
    this.cache = cache;
    this.repetitions = repetitions;
    this.warmupSeconds = warmupSeconds;
    this.reading = reading;
  }

  /// What is measured: `tokens` of a prompt or of a generation, behind `depth` others.
  record Test(boolean prompt, int tokens, int depth) {
    /// `pp512`, `tg128`.
    String name() {
      return (prompt ? "pp" : "tg") + tokens;
    }

    /// Tokens in the cache at the end.
    long end() {
      return (long) depth + tokens;
    }
  }

  /// Tokens a second of every repetition, and bytes a second of the loop that only reads right
  /// before each, if that was asked for: the memory is shared with neighbours, so only what was
  /// measured together can be compared.
  record Row(Test test, List<Double> samples, List<Double> reads) {
    double mean() {
      return samples.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /// The middle one, or the mean of the two in the middle.
    double median() {
      return Bench.median(samples);
    }

    /// Per cent of the reading that the repetitions reached at `bytesPerToken`, the middle one.
    double share(double bytesPerToken) {
      List<Double> shares = new ArrayList<>();
      for (int i = 0; i < samples.size(); i++) {
        shares.add(100 * bytesPerToken * samples.get(i) / reads.get(i));
      }
      return Bench.median(shares);
    }

    /// Of the sample, with n - 1; 0 for a single one.
    double deviation() {
      double mean = mean();
      double squares = samples.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
      return samples.size() < 2 ? 0 : Math.sqrt(squares / (samples.size() - 1));
    }
  }

  /// Runs tests of one depth, which is read once, before the clock runs; `next` hears of each test
  /// before it begins. Every repetition writes over the tokens of the one before.
  List<Row> measure(List<Test> tests, Consumer<Test> next) {
    int depth = tests.getFirst().depth();
    long most = tests.stream().mapToLong(Test::end).max().orElseThrow();
    Random random = new Random(SEED);
    try (SingleSequence sequence = new SingleSequence(model, cache, Math.toIntExact(most))) {
      prompt(sequence, random, 0, depth);
      List<Row> rows = new ArrayList<>();
      for (Test test : tests) {
        next.accept(test);
        warmUp(sequence, random, test);
        rows.add(measure(sequence, random, test));
      }
      return rows;
    }
  }

  private Row measure(SingleSequence sequence, Random random, Test test) {
    List<Double> samples = new ArrayList<>();
    List<Double> reads = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      if (reading != null) {
        reads.add(reading.bytesPerSecond());
      }
      long start = System.nanoTime();
      run(sequence, random, test, Long.MAX_VALUE);
      samples.add(test.tokens() / ((System.nanoTime() - start) / 1e9));
    }
    return new Row(test, samples, reads);
  }

  /// The middle one, or the mean of the two in the middle.
  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private void warmUp(SingleSequence sequence, Random random, Test test) {
    long end = System.nanoTime() + (long) (warmupSeconds * 1e9);
    do {
      run(sequence, random, test, end);
    } while (System.nanoTime() < end);
  }

  /// The test once; a generation stops early when `end` is past, a prompt is one piece of work.
  private void run(SingleSequence sequence, Random random, Test test, long end) {
    if (test.prompt()) {
      prompt(sequence, random, test.depth(), test.tokens());
      return;
    }
    for (int i = 0; i < test.tokens() && System.nanoTime() < end; i++) {
      sequence.forward(tokens(random, 1), test.depth() + i);
    }
  }

  private void prompt(SingleSequence sequence, Random random, int position, int count) {
    for (int done = 0; done < count; done += CHUNK) {
      int[] part = tokens(random, Math.min(CHUNK, count - done));
      sequence.forward(part, position + done);
    }
  }

  private int[] tokens(Random random, int count) {
    return random.ints(count, 0, model.config().vocabulary()).toArray();
  }
}
