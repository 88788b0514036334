package dev.fathom.kernel;

class VectorF32InvarianceTest extends KernelInvarianceTest {
  @Override
  KernelSet open(int threads) {
    return Kernels.open("vector-f32", threads);
  }
}
