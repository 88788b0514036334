package dev.fathom.model;

import dev.fathom.tensor.ElementType;

/// The memory of the key/value cache: for every layer, pages of rows. Who uses which page is
/// decided elsewhere (the engine); a {@link Batch} names pages by number.
public final class KvStorage implements AutoCloseable {
  /// @param type F16 or F32
  /// @param pageSize tokens in a page, a power of two
  /// @param pages how many pages, the same for every layer
  public KvStorage(ModelConfig config, ElementType type, int pageSize, int pages) {
    throw new UnsupportedOperationException();
  }

  /// Bytes of one token in all layers.
  public static long bytesPerToken(ModelConfig config, ElementType type) {
    throw new UnsupportedOperationException();
  }

  public int pageSize() {
    throw new UnsupportedOperationException();
  }

  public int pages() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
