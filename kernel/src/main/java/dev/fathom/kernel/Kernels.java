package dev.fathom.kernel;

import dev.fathom.kernel.x86.CodePage;
import dev.fathom.kernel.x86.CpuFeatures;
import dev.fathom.kernel.x86.IntegerCode;
import dev.fathom.kernel.x86.Target;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jdk.incubator.vector.VectorShape;
import org.jspecify.annotations.Nullable;

/// The door to the kernel sets: picks the best one this machine can run, and says why it refused
/// the others.
public final class Kernels {
  private static final Logger LOG = System.getLogger("dev.fathom.kernel");

  /// A property that keeps this process from writing machine code.
  private static final String FORBIDDEN = "fathom.no-machine-code";

  /// A kernel set and whether this machine can run it.
  ///
  /// @param name what {@link #open} takes
  /// @param refusal why it cannot; null if it can
  public record Rung(String name, @Nullable String refusal) {}

  private Kernels() {}

  /// The names {@link #open} takes, best first.
  public static List<String> names() {
    return List.of("machine", "machine-avx2", "vector", "scalar", "vector-f32", "scalar-f32");
  }

  /// What {@link #best} chooses from, best first; the last is always there.
  public static List<Rung> ladder() {
    return Stream.of("machine", "machine-avx2", "vector", "scalar")
        .map(name -> new Rung(name, refusal(name).orElse(null)))
        .toList();
  }

  /// Why this machine cannot run the kernel set `name`; empty if it can.
  public static Optional<String> refusal(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "machine", "machine-avx2" -> machineRefusal(name);
          case "vector", "vector-f32" -> vectorRefusal();
          default -> null;
        });
  }

  /// What the processor can do, as far as it matters here: `avx2`, `avx512-vnni` ...; empty where
  /// it cannot be asked.
  public static List<String> processorFeatures() {
    return features().names();
  }

  private static CpuFeatures features() {
    try {
      return CpuFeatures.read();
    } catch (CodePage.Refusal e) {
      return CpuFeatures.NONE;
    }
  }

  /// The best kernel set for this machine, on `threads` threads; one a core for 0 or less. One line
  /// of the log says so if it is not the fastest there is.
  public static KernelSet best(int threads) {
    StringBuilder refusals = new StringBuilder();
    for (Rung rung : ladder()) {
      String refusal = rung.refusal();
      if (refusal == null) {
        if (!refusals.isEmpty()) {
          LOG.log(Level.WARNING, rung.name() + " kernels, slower: " + refusals);
        }
        return open(rung.name(), threads);
      }
      refusals.append(refusals.isEmpty() ? "" : "; ").append("no ").append(rung.name());
      refusals.append(" kernels, as ").append(refusal);
    }
    throw new IllegalStateException("the scalar kernels refuse nothing");
  }

  /// The kernel set `name` on `threads` threads, one a core for 0 or less: `scalar` (the truth),
  /// `vector` (Vector API), `machine` (machine code written at run time, for AVX-512) or
  /// `machine-avx2` (its products, for older processors), which round activations to 8 bits where
  /// they meet quantised weights, as ggml does; `scalar-f32` and `vector-f32` leave them f32.
  /// Throws if there is no such set, or if this machine cannot run it.
  public static KernelSet open(String name, int threads) {
    return switch (name) {
      case "machine", "machine-avx2" -> openMachine(name, threads);
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

  private static KernelSet openMachine(String name, int threads) {
    String refusal = machineRefusal(name);
    if (refusal != null) {
      throw new IllegalArgumentException("no " + name + " kernels: " + refusal + "; try 'vector'");
    }
    WorkerTeam team = new WorkerTeam(threads);
    IntegerCode code = new IntegerCode(target(name));
    return name.equals("machine")
        ? new MachineKernels(team, code)
        : new ProductKernels(name, team, code);
  }

  /// The processor that the emitted code of `name` is written for.
  private static Target target(String name) {
    if (name.equals("machine")) {
      return Target.AVX512_VNNI;
    }
    return features().avxVnni() ? Target.AVX_VNNI : Target.AVX2;
  }

  /// The newest processor that emitted code here can be written for; empty if none can run.
  static Optional<Target> bestTarget() {
    return Stream.of("machine", "machine-avx2")
        .filter(name -> machineRefusal(name) == null)
        .findFirst()
        .map(Kernels::target);
  }

  /// Why this machine cannot run the emitted code of `name`; null if it can.
  private static @Nullable String machineRefusal(String name) {
    String vectors = vectorRefusal();
    if (vectors != null) {
      return vectors;
    }
    if (Boolean.getBoolean(FORBIDDEN)) {
      return "the property " + FORBIDDEN + " forbids machine code";
    }
    try {
      return processorRefusal(name, CpuFeatures.read());
    } catch (CodePage.Refusal e) {
      return e.getMessage();
    }
  }

  /// Why a processor with `features` cannot run the emitted code of `name`; null if it can.
  static @Nullable String processorRefusal(String name, CpuFeatures features) {
    boolean newest = name.equals("machine");
    if (newest ? features.avx512Vnni() : features.avx2()) {
      return null;
    }
    String missing = newest ? "AVX-512 VNNI" : "AVX2 with FMA and F16C";
    String names = String.join(", ", features.names());
    return "the processor has no " + missing + (names.isEmpty() ? "" : " (it has " + names + ")");
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
