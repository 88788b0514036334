package dev.fathom.kernel;

import dev.fathom.kernel.x86.Target;
import org.junit.jupiter.api.Nested;

class MachineAvx2InvarianceTest {
  @Nested
  class WithDotProducts extends KernelInvarianceTest {
    @Override
    KernelSet open(int threads) {
      return MachineSets.open(Target.AVX_VNNI, threads);
    }
  }

  @Nested
  class WithoutDotProducts extends KernelInvarianceTest {
    @Override
    KernelSet open(int threads) {
      return MachineSets.open(Target.AVX2, threads);
    }
  }
}
