package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;

class VectorTwinTest extends KernelTwinTest {
  @Override
  KernelSet open(int threads) {
    return Kernels.open("vector", threads);
  }

  /// Rounding to 8 bits: half of a 127th of the largest of a block.
  @Override
  double tolerance(ElementType type) {
    return type.isQuantized() ? 0.01 : TOLERANCE;
  }
}
