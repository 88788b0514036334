package dev.fathom.kernel;

import dev.fathom.kernel.x86.AttentionTile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Off-heap memory that one thread needs for {@link AttentionCall}, grown when a call needs more.
/// Its last owner is the garbage collector, as that of {@link GrowingMemory}.
final class AttentionScratch {
  private final Arena arena = Arena.ofAuto();

  /// The argument block of a tile.
  final MemorySegment arguments = arena.allocate(AttentionTile.BYTES, 64);

  final MemorySegment scores =
      arena.allocate((long) AttentionTile.QUERIES * AttentionTile.SCORE_BYTES, 64);

  /// Scaled queries of a unit.
  final GrowingMemory queries = new GrowingMemory();

  /// Records of a unit.
  final GrowingMemory records = new GrowingMemory();

  /// Records of a tile that will be merged.
  final GrowingMemory tile = new GrowingMemory();

  /// Records of all tiles of a call, in the scratch of the calling thread only.
  final GrowingMemory shared = new GrowingMemory();

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
}
