package dev.fathom.kernel;

class VectorInvarianceTest extends KernelInvarianceTest {
  @Override
  KernelSet open(int threads) {
    return Kernels.open("vector", threads);
  }
}
