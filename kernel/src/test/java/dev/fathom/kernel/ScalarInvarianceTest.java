package dev.fathom.kernel;

class ScalarInvarianceTest extends KernelInvarianceTest {
  @Override
  KernelSet open(int threads) {
    return Kernels.open("scalar", threads);
  }
}
