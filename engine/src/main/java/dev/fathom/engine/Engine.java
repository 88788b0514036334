package dev.fathom.engine;

import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;

/// Many conversations, one model. Runs its own loop on one platform thread: schedule, forward,
/// sample, deliver.
public final class Engine implements AutoCloseable {
  /// Starts the loop over `model`, which was loaded from `file`. The caller closes both, after the
  /// engine.
  public Engine(ModelFile file, Model model, EngineOptions options) {
    throw new UnsupportedOperationException();
  }

  /// Queues a request; throws {@link IllegalArgumentException} with a message for people where it
  /// can never fit (prompt longer than the context) or names ids the model does not have.
  public Generation submit(GenerationRequest request) {
    throw new UnsupportedOperationException();
  }

  /// Cancels what runs, ends the loop, frees the cache.
  @Override
  public void close() {}
}
