package dev.fathom.lab;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One product of the shape of Qwen2.5-1.5B's gate, `[8960, 1536]`, repeated over so many weights
/// that they do not stay in the cache. The score is milliseconds for {@link #MATRICES} of them;
/// `lab/bin/jmh` also runs {@link #read}, the limit: the same bytes, only added up.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MatmulBenchmark {
  private static final int MATRICES = 16;
  private static final int ROWS = 8960;
  private static final int COLUMNS = 1536;

  /// Which kernels.
  @Param({"machine", "machine-avx2", "vector"})
  public String kernels = "machine";

  /// The weights' type.
  @Param({"Q4_K", "Q6_K", "Q8_0", "Q4_0", "BF16"})
  public ElementType type = ElementType.Q4_K;

  /// Tokens: 1 is decoding, more is prefill.
  @Param({"1", "32"})
  public int tokens = 1;

  private final Arena arena = Arena.ofShared();
  private final Tensor[] weights = new Tensor[MATRICES];
  private KernelSet set = Kernels.open("scalar", 1);
  private Tensor x = Tensor.allocate(arena, 1, 1);
  private Tensor out = x;

  /// Fills weights with small random scales and random levels.
  @Setup
  public void open() {
    set.close();
    set = Kernels.open(kernels, 0);
    Random random = new Random(1);
    x = Tensor.allocate(arena, tokens, COLUMNS);
    out = Tensor.allocate(arena, tokens, ROWS);
    for (int t = 0; t < tokens; t++) {
      for (int k = 0; k < COLUMNS; k++) {
        x.set(t, k, (float) random.nextGaussian());
      }
    }
    for (int i = 0; i < MATRICES; i++) {
      weights[i] = Tensor.allocate(arena, type, ROWS, COLUMNS);
      long bytes = weights[i].data().byteSize();
      for (long at = 0; at < bytes; at++) {
        // bytes below 60 make finite f16 and bf16 scales wherever they lie
        weights[i].data().set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt(60));
      }
    }
  }

  /// Stops the threads, frees the weights.
  @TearDown
  public void close() {
    set.close();
    arena.close();
  }

  /// All products, one after the other.
  @Benchmark
  public Tensor product() {
    for (Tensor weight : weights) {
      set.matmul(out, x, weight);
    }
    return out;
  }

  /// The limit: every 64-bit word of the weights, added up by the same threads.
  @Benchmark
  public long read() {
    long[] sums = new long[1024];
    for (Tensor weight : weights) {
      long words = weight.data().byteSize() / Long.BYTES;
      int chunk = Math.toIntExact((words + 63) / 64);
      set.team().forRange(64, 1, (from, to) -> sum(weight, from, (long) from * chunk, chunk, sums));
    }
    return sums[0];
  }

  private static void sum(Tensor weight, int slot, long from, int count, long[] sums) {
    long to = Math.min(from + count, weight.data().byteSize() / Long.BYTES);
    long sum = 0;
    for (long word = from; word < to; word++) {
      sum += weight.data().getAtIndex(ValueLayout.JAVA_LONG, word);
    }
    sums[slot * 16] = sum;
  }
}
