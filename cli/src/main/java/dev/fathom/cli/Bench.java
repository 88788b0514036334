package dev.fathom.cli;

import dev.fathom.kernel.ReadLoop;
import dev.fathom.meter.ByteCount;
import dev.fathom.meter.CpuClock;
import dev.fathom.meter.Effort;
import dev.fathom.meter.Energy;
import dev.fathom.meter.Flops;
import dev.fathom.meter.Ledger;
import dev.fathom.meter.MeterOptions;
import dev.fathom.model.Model;
import dev.fathom.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
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
  private final Ledger ledger;

  /// How measuring is done.
  ///
  /// @param reading what only reads, before every repetition, or null
  /// @param meter what tells the energy
  record Method(
      int repetitions, double warmupSeconds, @Nullable ReadLoop reading, MeterOptions meter) {}

  Bench(Model model, ElementType cache, Method method) {
    this.model = model;
    this.cache = cache;
    repetitions = method.repetitions();
    warmupSeconds = method.warmupSeconds();
    reading = method.reading();
    long caller = Thread.currentThread().threadId();
    LongStream team = LongStream.concat(LongStream.of(caller), LongStream.of(model.workers()));
    ledger = new Ledger(method.meter(), CpuClock.ofThreads(team.toArray()));
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
  ///
  /// @param energy of all repetitions together
  record Row(Test test, List<Double> samples, List<Double> reads, Energy energy) {
    /// Of which the energy is not known.
    Row(Test test, List<Double> samples, List<Double> reads) {
      this(test, samples, reads, new Energy.Absent("not metered"));
    }

    /// Joules for each token; nothing where the energy is not known.
    OptionalDouble joulesPerToken() {
      double tokens = (double) samples.size() * test.tokens();
      return energy.joules().isEmpty() || tokens == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(energy.joules().get().value() / tokens);
    }

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
    Effort effort = Effort.NOTHING;
    for (int i = 0; i < repetitions; i++) {
      if (reading != null) {
        reads.add(reading.bytesPerSecond());
      }
      Ledger.Account account = ledger.open();
      ledger.wake();
      long start = System.nanoTime();
      run(sequence, random, test, Long.MAX_VALUE);
      long nanos = System.nanoTime() - start;
      ledger.pass(nanos, List.of(new Ledger.Share(account, 1, Flops.ZERO, ByteCount.ZERO)));
      effort = effort.plus(account.effort());
      samples.add(test.tokens() / (nanos / 1e9));
    }
    return new Row(test, samples, reads, effort.energy());
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
