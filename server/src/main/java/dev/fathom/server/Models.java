package dev.fathom.server;

import dev.fathom.engine.FathomOptions;
import dev.fathom.engine.KernelChoice;
import dev.fathom.engine.ModelSheet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The models that can be asked for.
public interface Models extends AutoCloseable {
  /// A model in use: it stays loaded until this is closed.
  interface Lease extends AutoCloseable {
    ServedModel model();

    @Override
    void close();
  }

  /// One that can be asked for, loaded or not.
  ///
  /// @param created seconds since 1970
  record Entry(String id, long created, boolean loaded) {}

  List<Entry> entries();

  /// The model called `id`, loaded where necessary; null or the empty text is the first.
  Lease lease(@Nullable String id) throws InterruptedException;

  /// What the model `id` is, from the heads of its files; empty where there is nothing to tell.
  /// Throws one line where they cannot be read.
  default Optional<ModelSheet> describe(String id) {
    return Optional.empty();
  }

  /// Whether the model `id` is being loaded.
  default boolean loading(String id) {
    return false;
  }

  /// Why the model `id` could not be loaded the last time; empty where it could.
  default String trouble(String id) {
    return "";
  }

  /// What they compute with.
  default KernelChoice kernels() {
    return KernelChoice.of(FathomOptions.DEFAULTS);
  }

  /// Drops what is kept of `tenant`: prefixes in the memory of the loaded models, and their files.
  default void forget(String tenant) {
    loaded().forEach(model -> model.engine().forget(tenant));
  }

  /// The models that are loaded now, for figures; they may be closed at any time.
  List<ServedModel> loaded();

  @Override
  void close();
}
