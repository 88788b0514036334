package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;

/// Is told what weights are multiplied with.
@FunctionalInterface
public interface ProductObserver {
  /// The row `input` meets `weight`; of a mixture, the expert that was chosen.
  void meets(Tensor weight, float[] input);
}
