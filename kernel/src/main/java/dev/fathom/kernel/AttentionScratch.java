package dev.fathom.kernel;

import dev.fathom.kernel.x86.AttentionTile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Off-heap memory that one thread needs for {@link AttentionCall}, grown when a call needs more.
final class AttentionScratch implements AutoCloseable {
  private final Arena arena = Arena.ofShared();

  /// The argument block of a tile.
  final MemorySegment arguments = arena.allocate(AttentionTile.BYTES, 64);

  final MemorySegment scores =
      arena.allocate((long) AttentionTile.QUERIES * AttentionTile.SCORE_BYTES, 64);

  /// Scaled queries of a unit.
  final Area queries = new Area();

  /// Records of a unit.
  final Area records = new Area();

  /// Records of a tile that will be merged.
  final Area tile = new Area();

  /// Records of all tiles of a call, in the scratch of the calling thread only.
  final Area shared = new Area();

  private AttentionRows current = new AttentionRows(arena);
  private AttentionRows next = new AttentionRows(arena);

  /// Forgets the rows of the call before.
  void begin() {
    current.forget();
    next.forget();
  }

  /// The rows of `tile`; they stay until the second call from now for another tile.
  AttentionRows rows(AttentionCall call, int tile) {
    if (current.tile() != tile) {
      AttentionRows other = next;
      next = current;
      current = other;
      current.fill(call, tile);
    }
    return current;
  }

  @Override
  public void close() {
    arena.close();
    queries.close();
    records.close();
    tile.close();
    shared.close();
  }

  /// Memory that grows. What it held is lost then.
  static final class Area implements AutoCloseable {
    private Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;

    /// The address of at least `bytes` bytes, at a multiple of 64.
    long need(long bytes) {
      if (memory.byteSize() < bytes) {
        arena.close();
        arena = Arena.ofShared();
        memory = arena.allocate(bytes, 64);
      }
      return memory.address();
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
