package dev.fathom.kernel;

class MachineInvarianceTest extends KernelInvarianceTest {
  @Override
  KernelSet open(int threads) {
    return Kernels.open("machine", threads);
  }
}
