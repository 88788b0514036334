package dev.fathom.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Off-heap memory that grows when more is needed and keeps nothing then. Its last owner is the
/// garbage collector: threads come and go.
final class GrowingMemory {
  private MemorySegment memory = MemorySegment.NULL;

  MemorySegment need(long bytes) {
    if (memory.byteSize() < bytes) {
      memory = Arena.ofAuto().allocate(Math.max(bytes, 2 * memory.byteSize()), 64);
    }
    return memory;
  }

  long address() {
    return memory.address();
  }
}
