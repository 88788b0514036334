package dev.fathom.model;

import dev.fathom.tensor.Tensor;

/// How a layer's tokens read the tokens before them.
sealed interface Attention permits GroupedQueryAttention, LatentAttention {
  /// Stores the tokens' keys and values in the cache and mixes what they see.
  ///
  /// @param out `[T, D]`, overwritten
  /// @param x `[T, D]`, normalised hidden states, read
  void forward(Tensor out, Tensor x, Pass pass);
}
