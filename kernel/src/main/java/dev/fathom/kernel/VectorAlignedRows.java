package dev.fathom.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Rows of f32 outside the heap, each on a cache line of its own: a vector that straddles two lines
/// costs twice as much to load, and arrays on the heap lie anywhere. One segment a row, so that a
/// loop over bytes from 0 has one bound the compiler can lift out. Grown when more is needed.
final class VectorAlignedRows {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int LINE = 64;

  private MemorySegment memory = MemorySegment.NULL;
  private MemorySegment[] rows = {};
  private int columns;

  /// Makes room for `count` rows of `length` floats; what they held is lost.
  void need(int count, int length) {
    if (length == columns && count <= rows.length) {
      return;
    }
    long stride = ((long) length * Float.BYTES + LINE - 1) / LINE * LINE;
    long bytes = Math.multiplyExact(stride, (long) count);
    if (memory.byteSize() < bytes) {
      memory = Arena.ofAuto().allocate(bytes, LINE);
    }
    rows = new MemorySegment[count];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = memory.asSlice(row * stride, (long) length * Float.BYTES);
    }
    columns = length;
  }

  MemorySegment row(int row) {
    return rows[row];
  }

  float at(int row, int column) {
    return rows[row].get(FLOAT, (long) column * Float.BYTES);
  }

  /// Overwrites a row with `from[at] ..`.
  void set(int row, float[] from, int at) {
    MemorySegment.copy(from, at, rows[row], FLOAT, 0, columns);
  }
}
