package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;

/// One sequence's rows in a paged cache: position p lies in row `pageTable[p / pageSize] * pageSize
/// + p % pageSize` of `storage`.
///
/// @param storage `[pages * pageSize, width]` F32, F16 or Q8_0; rows may be strided (the latent
///   part of a wider row). Of Q8_0, a row and each head's part of it are whole blocks of 32
///   elements
/// @param pageTable page numbers in order of position; shared, not copied
/// @param pageSize tokens in a page, a power of two
public record CacheRows(Tensor storage, int[] pageTable, int pageSize) {
  public CacheRows {
    if (!isType(storage.type())) {
      throw new IllegalArgumentException("cache rows are F32, F16 or Q8_0, got " + storage.type());
    }
    if (Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException(
          "page size must be a power of two, got " + pageSize + "; try 64");
    }
  }

  /// Whether a cache can be of type `type`.
  public static boolean isType(ElementType type) {
    return type == ElementType.F32 || type == ElementType.F16 || type == ElementType.Q8_0;
  }

  /// Contiguous rows without pages: position p is row p.
  public static CacheRows contiguous(Tensor rows) {
    int size = Math.max(1, Integer.highestOneBit(Math.max(1, rows.rows() - 1)) << 1);
    return new CacheRows(rows, new int[] {0}, size);
  }

  /// Elements in a row.
  public int width() {
    return storage.columns();
  }

  /// The storage row of position `position`.
  public long rowOf(int position) {
    return (long) pageTable[position / pageSize] * pageSize + (position & (pageSize - 1));
  }
}
