package dev.fathom.model;

import dev.fathom.kernel.CacheRows;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The memory of the key/value cache: for every layer, pages of rows. Who uses which page is
/// decided elsewhere (the engine); a {@link Batch} names pages by number.
public final class KvStorage implements AutoCloseable {
  /// One layer's rows; of latent attention, `values` is a view of the first columns of `keys`.
  private record Layer(Tensor keys, Tensor values, boolean shared) {}

  private final Arena arena = Arena.ofShared();
  private final List<Layer> layers;
  private final int pageSize;
  private final int pages;

  /// Throws {@link ModelException} where the memory is not there, or where the model's rows are no
  /// whole blocks of `type`.
  ///
  /// @param type F16, F32 or Q8_0 (8 bits and a step for 32 values)
  /// @param pageSize tokens in a page, a power of two
  /// @param pages how many pages, the same for every layer
  public KvStorage(ModelConfig config, ElementType type, int pageSize, int pages) {
    requireType(type);
    if (Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException(
          "page size must be a power of two, got " + pageSize + "; try 64");
    }
    long rows = (long) pageSize * pages;
    Bounds.within("tokens in the cache", rows, 1, Integer.MAX_VALUE);
    Memory.requireAvailable(
        "the key/value cache of %,d tokens".formatted(rows),
        Math.multiplyExact(rows, bytesPerToken(config, type)));
    this.pageSize = pageSize;
    this.pages = pages;
    this.layers = new ArrayList<>(config.layers());
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(allocate(config.attention(), type, rows));
    }
  }

  private Layer allocate(AttentionConfig attention, ElementType type, long rows) {
    Tensor keys = Tensor.allocate(arena, type, rows, attention.keyRow());
    return switch (attention) {
      case AttentionConfig.GroupedQuery heads ->
          new Layer(keys, Tensor.allocate(arena, type, rows, heads.valueRow()), false);
      case AttentionConfig.Latent latent ->
          new Layer(keys, keys.columns(0, latent.latentRank()), true);
    };
  }

  /// Throws unless a cache can be of type `type`.
  public static void requireType(ElementType type) {
    if (!CacheRows.isType(type)) {
      throw new IllegalArgumentException("the cache is F16, F32 or Q8_0, got " + type);
    }
  }

  /// Bytes of one token in all layers; throws {@link ModelException} where the model's rows are no
  /// whole blocks of `type`.
  public static long bytesPerToken(ModelConfig config, ElementType type) {
    return config.cacheBytesPerToken(type);
  }

  public int pageSize() {
    return pageSize;
  }

  public int pages() {
    return pages;
  }

  /// The rows of layer `layer` that hold keys (of latent attention: latent and rotated key).
  CacheRows keys(int layer, int[] pageTable) {
    return new CacheRows(layers.get(layer).keys(), pageTable, pageSize);
  }

  /// The rows of layer `layer` that hold values (of latent attention: the latent).
  CacheRows values(int layer, int[] pageTable) {
    return new CacheRows(layers.get(layer).values(), pageTable, pageSize);
  }

  /// Throws unless `span` lies in pages that exist.
  void require(Batch.Span span) {
    int needed = Math.ceilDiv(span.end(), pageSize);
    if (span.pageTable().length < needed) {
      throw new IllegalArgumentException(
          "a page table of "
              + span.pageTable().length
              + " pages of "
              + pageSize
              + " tokens for a sequence of "
              + span.end());
    }
    for (int i = 0; i < needed; i++) {
      Bounds.within("page number", span.pageTable()[i], 0, pages - 1L);
    }
  }

  /// Bytes of one page in all layers.
  public long pageBytes() {
    return stored().stream().mapToLong(rows -> pageSize * rows.rowStride()).sum();
  }

  /// Copies the rows of page `page` in all layers to `to`, {@link #pageBytes} bytes.
  public void readPage(int page, MemorySegment to) {
    requirePage(page, to);
    long at = 0;
    for (Tensor rows : stored()) {
      long bytes = pageSize * rows.rowStride();
      MemorySegment.copy(rows.data(), page * bytes, to, at, bytes);
      at += bytes;
    }
  }

  /// Overwrites the rows of page `page` in all layers with what {@link #readPage} gave.
  public void writePage(int page, MemorySegment from) {
    requirePage(page, from);
    long at = 0;
    for (Tensor rows : stored()) {
      long bytes = pageSize * rows.rowStride();
      MemorySegment.copy(from, at, rows.data(), page * bytes, bytes);
      at += bytes;
    }
  }

  private void requirePage(int page, MemorySegment bytes) {
    Bounds.within("page number", page, 0, pages - 1L);
    Bounds.within("bytes of a page", bytes.byteSize(), pageBytes(), pageBytes());
  }

  /// All rows, none twice: the values of latent attention lie in the keys.
  private List<Tensor> stored() {
    List<Tensor> stored = new ArrayList<>();
    for (Layer layer : layers) {
      stored.add(layer.keys());
      if (!layer.shared()) {
        stored.add(layer.values());
      }
    }
    return stored;
  }

  @Override
  public void close() {
    arena.close();
  }
}
