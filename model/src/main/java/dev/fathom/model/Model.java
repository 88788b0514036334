package dev.fathom.model;

import dev.fathom.tensor.Tensor;

/// A transformer with bound weights. One verb. Not for several threads at once: the caller's thread
/// leads the kernels' team.
public final class Model implements AutoCloseable {
  /// The numbers it was built from.
  public ModelConfig config() {
    throw new UnsupportedOperationException();
  }

  /// Runs the batch through all layers and writes its keys and values to `cache`.
  ///
  /// @return `[batch.outputs().length, V]` f32 logits, valid until the next call
  public Tensor forward(Batch batch, KvStorage cache) {
    throw new UnsupportedOperationException();
  }

  /// Frees the activations; weights belong to the {@link ModelFile}.
  @Override
  public void close() {}
}
