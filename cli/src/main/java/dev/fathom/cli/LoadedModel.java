package dev.fathom.cli;

import dev.fathom.kernel.KernelSet;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A model that is ready to compute, and how long that took. Owns file, kernels and model.
record LoadedModel(ModelFile file, KernelSet kernels, Model model, double loadMillis)
    implements AutoCloseable {

  /// Loads the model at `path` or of that name (null: the embedded one), with progress if it takes
  /// long.
  static LoadedModel load(@Nullable Path path, ComputeOptions compute, Surroundings around) {
    long start = System.nanoTime();
    compute.check();
    try (Progress _ = Progress.start(around, "progress.load")) {
      ModelFile file = ModelOptions.open(path, around);
      try {
        return load(file, compute.open(), start);
      } catch (Throwable failure) {
        file.close();
        throw failure;
      }
    }
  }

  private static LoadedModel load(ModelFile file, KernelSet kernels, long start) {
    try {
      Model model = file.load(kernels);
      return new LoadedModel(file, kernels, model, (System.nanoTime() - start) / 1e6);
    } catch (Throwable failure) {
      kernels.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    model.close();
    kernels.close();
    file.close();
  }
}
