package dev.fathom.kernel;

class MachineTwinTest extends KernelTwinTest {
  @Override
  KernelSet open(int threads) {
    return Kernels.open("machine", threads);
  }

  @Override
  KernelSet openTruth(int threads) {
    return Kernels.open("scalar", threads);
  }
}
