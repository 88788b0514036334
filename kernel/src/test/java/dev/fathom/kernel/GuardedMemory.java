package dev.fathom.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Memory between two pages that nobody may read or write: `end` gives the bytes right before the
/// second. For Linux and macOS.
final class GuardedMemory implements AutoCloseable {
  private static final long PAGE = 16384; // a multiple of every page size
  private static final int NO_RIGHTS = 0;
  private static final int READ_WRITE = 3;
  private static final int PRIVATE = 2;

  private static final MethodHandle MAP =
      find(
          "mmap",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle PROTECT =
      find(
          "mprotect",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));
  private static final MethodHandle UNMAP =
      find(
          "munmap",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

  private final long start;
  private final long room;

  /// Room for `bytes`.
  GuardedMemory(long bytes) {
    room = Math.ceilDiv(bytes, PAGE) * PAGE;
    int anonymous = System.getProperty("os.name").contains("Mac") ? 0x1000 : 0x20;
    try {
      start = (long) MAP.invokeExact(0L, room + 2 * PAGE, NO_RIGHTS, PRIVATE | anonymous, -1, 0L);
      require(start != -1, "mmap");
      require((int) PROTECT.invokeExact(start + PAGE, room, READ_WRITE) == 0, "mprotect");
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  private static void require(boolean done, String call) {
    if (!done) {
      throw new IllegalStateException(call + " failed");
    }
  }

  private static MethodHandle find(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
  }

  /// The last `bytes`.
  MemorySegment end(long bytes) {
    if (bytes > room) {
      throw new IllegalArgumentException("wanted " + bytes + " bytes of " + room);
    }
    return MemorySegment.ofAddress(start + PAGE + room - bytes).reinterpret(bytes);
  }

  @Override
  public void close() {
    try {
      require((int) UNMAP.invokeExact(start, room + 2 * PAGE) == 0, "munmap");
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }
}
