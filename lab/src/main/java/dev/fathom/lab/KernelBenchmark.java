package dev.fathom.lab;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/// How often a second a kernel does one call, and what it moves and computes meanwhile ({@link
/// Traffic}). Calls take turns on more weights than a cache holds, as the layers of a model do.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class KernelBenchmark {
  /// Which kernels.
  @Param("machine")
  public String kernels = "machine";

  private @Nullable Workbench bench;

  /// Makes what the kernel works on.
  abstract void fill(Workbench workbench);

  /// Starts the threads.
  @Setup
  public void open() {
    bench = new Workbench(kernels);
    fill(bench);
  }

  /// Stops the threads, frees the memory.
  @TearDown
  public void close() {
    if (bench != null) {
      bench.close();
    }
  }
}
