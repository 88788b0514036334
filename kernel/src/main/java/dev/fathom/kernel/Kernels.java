package dev.fathom.kernel;

import java.util.List;

/// The door to the kernel sets: picks the best one this machine can run, and says why it refused
/// the others.
public final class Kernels {
  private Kernels() {}

  /// The names {@link #open} takes.
  public static List<String> names() {
    return List.of("scalar", "vector", "vector-f32");
  }

  /// The best kernel set for this machine, on `threads` threads.
  public static KernelSet best(int threads) {
    return open("vector", threads);
  }

  /// The kernel set `name` on `threads` threads: `scalar`; `vector` (Vector API; activations
  /// rounded to 8 bits for quantised weights); `vector-f32` (activations stay f32).
  public static KernelSet open(String name, int threads) {
    WorkerTeam team = new WorkerTeam(threads);
    return switch (name) {
      case "scalar" -> new ScalarKernels(team);
      case "vector", "vector-f32" -> new VectorKernels(team);
      default ->
          throw new IllegalArgumentException("no kernels '" + name + "'; there are " + names());
    };
  }
}
