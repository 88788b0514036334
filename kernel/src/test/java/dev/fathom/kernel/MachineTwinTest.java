package dev.fathom.kernel;

import org.junit.jupiter.api.Assumptions;

class MachineTwinTest extends KernelTwinTest {
  @Override
  KernelSet open(int threads) {
    Kernels.refusal("machine").ifPresent(Assumptions::abort);
    return Kernels.open("machine", threads);
  }

  @Override
  KernelSet openTruth(int threads) {
    return Kernels.open("scalar", threads);
  }
}
