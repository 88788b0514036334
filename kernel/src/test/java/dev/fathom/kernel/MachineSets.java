package dev.fathom.kernel;

import dev.fathom.kernel.x86.IntegerCode;
import dev.fathom.kernel.x86.Target;
import dev.fathom.tensor.ElementType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// Products in machine code of any target, whatever the processor's best is.
final class MachineSets {
  /// The types whose products have machine code.
  static final List<ElementType> TYPES =
      List.of(
          ElementType.Q4_0, ElementType.Q8_0, ElementType.Q4_K, ElementType.Q5_K, ElementType.Q6_K);

  private MachineSets() {}

  /// Kernels of `target`; the test is skipped, and says why, where the processor cannot run them.
  static KernelSet open(Target target, int threads) {
    String name = target == Target.AVX512_VNNI ? "machine" : "machine-avx2";
    Optional<String> refusal = Kernels.refusal(name);
    if (refusal.isEmpty()
        && target == Target.AVX_VNNI
        && !Kernels.processorFeatures().contains("avx-vnni")) {
      refusal = Optional.of("the processor has no AVX-VNNI");
    }
    if (refusal.isPresent()) {
      System.out.println("skipped: code for " + target + ", as " + refusal.get());
      Assumptions.abort(refusal.get());
    }
    return new ProductKernels(name, new WorkerTeam(threads), new IntegerCode(target));
  }
}
