package dev.fathom.engine;

import dev.fathom.model.Batch;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.tensor.Tensor;

/// One pass over a batch: the engine's only need of a model, so that its loop can be tested without
/// one.
public interface Forward extends AutoCloseable {
  /// `[outputs, V]` f32 logits of the batch's output rows, valid until the next call.
  Tensor run(Batch batch);

  /// Frees the cache, not the model.
  @Override
  void close();

  /// `model` over a cache of its own.
  static Forward of(Model model, KvStorage storage) {
    return new Forward() {
      @Override
      public Tensor run(Batch batch) {
        return model.forward(batch, storage);
      }

      @Override
      public void close() {
        storage.close();
      }
    };
  }
}
