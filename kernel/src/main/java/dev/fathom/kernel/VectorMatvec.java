package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;

/// One token by the rows of a weight, multiplied as they are read.
final class VectorMatvec {
  private VectorMatvec() {}

  /// Whether {@link #rows} takes weights of this type.
  static boolean knows(ElementType type) {
    return false;
  }

  static void rows(Tensor w, int first, int height, float[] x, int x0, VectorScratch scratch) {
    throw new AssertionError(w.type());
  }
}
