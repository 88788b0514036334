package dev.fathom.kernel;

import dev.fathom.kernel.x86.AttentionTile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Where the rows of a tile are: their addresses by position, so that code need not know of pages.
final class AttentionRows {
  private static final int POSITIONS = AttentionTile.POSITIONS;

  private final MemorySegment keys;
  private final MemorySegment values;
  private int tile = -1;

  AttentionRows(Arena arena) {
    keys = arena.allocate(ValueLayout.JAVA_LONG, POSITIONS);
    values = arena.allocate(ValueLayout.JAVA_LONG, POSITIONS);
  }

  /// The tile whose rows these are; negative for none.
  int tile() {
    return tile;
  }

  void forget() {
    tile = -1;
  }

  long keys() {
    return keys.address();
  }

  long values() {
    return values.address();
  }

  void fill(AttentionCall call, int newTile) {
    int from = newTile * POSITIONS;
    int to = Math.min(from + POSITIONS, call.length());
    fill(keys, call.keys(), from, to);
    fill(values, call.values(), from, to);
    tile = newTile;
  }

  /// Positions `from .. to`; the last is repeated, as code reads four rows at a time.
  private static void fill(MemorySegment table, CacheRows rows, int from, int to) {
    long start = rows.storage().data().address();
    long stride = rows.storage().rowStride();
    int position = from;
    while (position < to) {
      int pageEnd =
          Math.min(to - position, rows.pageSize() - position % rows.pageSize()) + position;
      long row = start + rows.rowOf(position) * stride;
      int slot = position - from;
      for (int i = 0; i < pageEnd - position; i++) {
        table.setAtIndex(ValueLayout.JAVA_LONG, slot + i, row + i * stride);
      }
      position = pageEnd;
    }
    long last = table.getAtIndex(ValueLayout.JAVA_LONG, to - from - 1);
    for (int slot = to - from; slot < POSITIONS; slot++) {
      table.setAtIndex(ValueLayout.JAVA_LONG, slot, last);
    }
  }
}
