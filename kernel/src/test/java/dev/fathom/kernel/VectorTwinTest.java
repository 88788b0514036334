package dev.fathom.kernel;

class VectorTwinTest extends KernelTwinTest {
  @Override
  KernelSet open(int threads) {
    return Kernels.open("vector", threads);
  }

  @Override
  KernelSet openTruth(int threads) {
    return Kernels.open("scalar", threads);
  }
}
