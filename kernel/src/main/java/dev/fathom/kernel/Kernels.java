package dev.fathom.kernel;

import dev.fathom.kernel.x86.CodePage;
import dev.fathom.kernel.x86.CpuFeatures;
import dev.fathom.kernel.x86.IntegerCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import org.jspecify.annotations.Nullable;

/// The door to the kernel sets: picks the best one this machine can run, and says why it refused
/// the others.
public final class Kernels {
  private static final Logger LOG = System.getLogger("dev.fathom.kernel");

  private Kernels() {}

  /// The names {@link #open} takes.
  public static List<String> names() {
    return List.of("machine", "vector", "vector-f32", "scalar", "scalar-f32");
  }

  /// The best kernel set for this machine, on `threads` threads; one a core for 0 or less.
  public static KernelSet best(int threads) {
    String machineRefusal = machineRefusal();
    if (machineRefusal == null) {
      return open("machine", threads);
    }
    String refusal = vectorRefusal();
    if (refusal == null) {
      LOG.log(Level.INFO, "vector kernels: no machine code, as " + machineRefusal);
      return open("vector", threads);
    }
    LOG.log(Level.WARNING, "scalar kernels, many times slower: no vector kernels, as " + refusal);
    return open("scalar", threads);
  }

  /// The kernel set `name` on `threads` threads, one a core for 0 or less: `scalar` (the truth) or
  /// `vector` (Vector API), which round activations to 8 bits where they meet quantised weights, as
  /// ggml does; `scalar-f32` and `vector-f32` leave them f32. Throws if there is no such set, or if
  /// this machine cannot run it.
  public static KernelSet open(String name, int threads) {
    return switch (name) {
      case "machine" -> openMachine(threads);
      case "scalar" -> new ScalarKernels(new WorkerTeam(threads), true);
      case "scalar-f32" -> new ScalarKernels(new WorkerTeam(threads), false);
      case "vector" -> openVector(threads, true);
      case "vector-f32" -> openVector(threads, false);
      default ->
          throw new IllegalArgumentException("no kernels '" + name + "'; there are " + names());
    };
  }

  private static KernelSet openVector(int threads, boolean roundActivations) {
    String refusal = vectorRefusal();
    if (refusal != null) {
      throw new IllegalArgumentException("no vector kernels: " + refusal + "; try 'scalar'");
    }
    return new VectorKernels(new WorkerTeam(threads), roundActivations);
  }

  private static KernelSet openMachine(int threads) {
    String refusal = machineRefusal();
    if (refusal != null) {
      throw new IllegalArgumentException("no machine kernels: " + refusal + "; try 'vector'");
    }
    try {
      return new MachineKernels(new WorkerTeam(threads), new IntegerCode());
    } catch (CodePage.Refusal e) {
      throw new IllegalArgumentException("no machine kernels: " + e.getMessage(), e);
    }
  }

  /// Why this machine cannot run emitted code; null if it can.
  private static @Nullable String machineRefusal() {
    String vectors = vectorRefusal();
    if (vectors != null) {
      return vectors;
    }
    try {
      CpuFeatures features = CpuFeatures.read();
      return features.avx512Vnni()
          ? null
          : "the processor has no AVX-512 VNNI, it has " + features.names();
    } catch (CodePage.Refusal e) {
      return e.getMessage();
    }
  }

  /// Why this machine cannot run the vector kernels; null if it can.
  private static @Nullable String vectorRefusal() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return "module jdk.incubator.vector is missing (java --add-modules jdk.incubator.vector)";
    }
    int bits = VectorShape.preferredShape().vectorBitSize();
    return bits < 128 ? "the machine's vectors have " + bits + " bits, wanted 128" : null;
  }
}
