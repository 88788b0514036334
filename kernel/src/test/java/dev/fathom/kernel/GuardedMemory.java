package dev.fathom.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Memory that ends before a page that nobody may touch: a read or write behind the last byte kills
/// the process. For Linux and macOS.
final class GuardedMemory {
  private static final long PAGE = 16_384;
  private static final Linker LINKER = Linker.nativeLinker();

  private GuardedMemory() {}

  /// `bytes` bytes of zeros, the last of them before the guard; never given back.
  static MemorySegment allocate(long bytes) {
    long whole = Math.ceilDiv(bytes, PAGE) * PAGE;
    MemorySegment memory = Arena.global().allocate(whole + 2 * PAGE, PAGE);
    try {
      int result =
          (int)
              LINKER
                  .downcallHandle(
                      LINKER.defaultLookup().find("mprotect").orElseThrow(),
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_INT,
                          ValueLayout.ADDRESS,
                          ValueLayout.JAVA_LONG,
                          ValueLayout.JAVA_INT))
                  .invokeExact(memory.asSlice(whole), PAGE, 0);
      if (result != 0) {
        throw new IllegalStateException("mprotect failed");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
    return memory.asSlice(whole - bytes, bytes);
  }
}
