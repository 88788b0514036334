package dev.fathom.server;

import java.util.List;
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

  /// The models that are loaded now, for figures; they may be closed at any time.
  List<ServedModel> loaded();

  @Override
  void close();
}
