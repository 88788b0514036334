package dev.fathom.model;

import dev.fathom.tensor.Tensor;

/// What a layer does with each token by itself.
sealed interface Mlp permits DenseMlp, ExpertMixture {
  /// @param out `[T, D]`, overwritten
  /// @param x `[T, D]`, normalised hidden states, read
  void forward(Tensor out, Tensor x, Pass pass);
}
