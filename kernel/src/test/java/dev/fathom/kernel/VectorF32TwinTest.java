package dev.fathom.kernel;

class VectorF32TwinTest extends KernelTwinTest {
  @Override
  KernelSet open(int threads) {
    return Kernels.open("vector-f32", threads);
  }

  @Override
  KernelSet openTruth(int threads) {
    return Kernels.open("scalar-f32", threads);
  }
}
