package dev.fathom.kernel;

import org.junit.jupiter.api.Assumptions;

class MachineInvarianceTest extends KernelInvarianceTest {
  @Override
  KernelSet open(int threads) {
    Kernels.refusal("machine").ifPresent(Assumptions::abort);
    return Kernels.open("machine", threads);
  }
}
