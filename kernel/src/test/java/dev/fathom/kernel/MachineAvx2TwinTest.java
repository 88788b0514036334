package dev.fathom.kernel;

import dev.fathom.kernel.x86.Target;
import org.junit.jupiter.api.Nested;

class MachineAvx2TwinTest {
  @Nested
  class WithDotProducts extends KernelTwinTest {
    @Override
    KernelSet open(int threads) {
      return MachineSets.open(Target.AVX_VNNI, threads);
    }

    @Override
    KernelSet openTruth(int threads) {
      return Kernels.open("scalar", threads);
    }
  }

  @Nested
  class WithoutDotProducts extends KernelTwinTest {
    @Override
    KernelSet open(int threads) {
      return MachineSets.open(Target.AVX2, threads);
    }

    @Override
    KernelSet openTruth(int threads) {
      return Kernels.open("scalar", threads);
    }
  }
}
