package dev.fathom.kernel.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/// Machine code that can be called. Its memory is written first and made executable then, never
/// both, and ends before a page that nobody may touch. For Linux and macOS on x86-64.
public final class CodePage implements AutoCloseable {
  private static final long PAGE = 4096;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int EXECUTE = 4;
  private static final int PRIVATE = 2;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /// Critical: no transition to native code, so a call costs about 20 ns; it holds off the garbage
  /// collector, so code that is called must be done in well under a millisecond.
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.ofVoid(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG),
          Linker.Option.critical(false));

  private final MemorySegment memory;
  private final long length;
  private final AtomicBoolean closed = new AtomicBoolean();

  private CodePage(MemorySegment memory, long length) {
    this.memory = memory;
    this.length = length;
  }

  /// `code` made executable.
  ///
  /// @throws Refusal if the operating system does not let this process have executable memory
  public static CodePage of(byte[] code) throws Refusal {
    long length = (code.length + PAGE - 1) / PAGE * PAGE;
    MemorySegment memory = map(length + PAGE);
    CodePage page = new CodePage(memory, length);
    try {
      MemorySegment.copy(code, 0, memory, ValueLayout.JAVA_BYTE, 0, code.length);
      protect(memory, length, READ | EXECUTE);
      protect(memory.asSlice(length), PAGE, 0);
      return page;
    } catch (Refusal e) {
      page.close();
      throw e;
    }
  }

  /// Why there is no executable memory.
  public static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String reason) {
      super(reason);
    }
  }

  /// The code `offset` bytes from the start.
  public Code at(long offset) {
    if (closed.get()) {
      throw new IllegalStateException("the page of this code is closed");
    }
    if (offset < 0 || offset >= length) {
      throw new IndexOutOfBoundsException("no code at " + offset + " of " + length + " bytes");
    }
    return new Code(memory.asSlice(offset, 1));
  }

  /// A routine that takes up to six integers, in RDI, RSI, RDX, RCX, R8 and R9 (System V ABI). It
  /// lives as long as its page.
  public static final class Code {
    private final MemorySegment start;

    private Code(MemorySegment start) {
      this.start = start;
    }

    /// Runs it. Nothing checks the arguments: what they point to must be there, for as long as the
    /// routine runs.
    public void call(long a, long b, long c, long d, long e, long f) {
      try {
        CALL.invokeExact(start, a, b, c, d, e, f);
      } catch (Throwable t) {
        throw new IllegalStateException(t); // machine code throws nothing
      }
    }
  }

  /// Gives the memory back; no code of this page may run then. Again it does nothing: the addresses
  /// may be another's by then.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      int result = (int) Calls.UNMAP.invokeExact(memory, memory.byteSize());
      if (result != 0) {
        throw new IllegalStateException("munmap failed");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  private static MemorySegment map(long bytes) throws Refusal {
    requireKnownSystem();
    int anonymous = systemName().contains("mac") ? 0x1000 : 0x20;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      MemorySegment memory =
          (MemorySegment)
              Calls.MAP.invokeExact(
                  state, MemorySegment.NULL, bytes, READ | WRITE, PRIVATE | anonymous, -1, 0L);
      if (memory.address() == -1) {
        throw new Refusal(
            "mmap of " + bytes + " bytes failed, errno " + (int) ERRNO.get(state, 0L));
      }
      return memory.reinterpret(bytes);
    } catch (Refusal | RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  private static void protect(MemorySegment memory, long bytes, int rights) throws Refusal {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      int result = (int) Calls.PROTECT.invokeExact(state, memory, bytes, rights);
      if (result != 0) {
        throw new Refusal(
            "the system refuses executable memory (mprotect, errno "
                + (int) ERRNO.get(state, 0L)
                + ")");
      }
    } catch (Refusal | RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  private static void requireKnownSystem() throws Refusal {
    String architecture = System.getProperty("os.arch");
    if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
      throw new Refusal("the processor is " + architecture + ", wanted x86-64");
    }
    if (!systemName().contains("linux") && !systemName().contains("mac")) {
      throw new Refusal("the system is " + systemName() + ", wanted Linux or macOS");
    }
  }

  private static String systemName() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT);
  }

  /// The system's calls; looked up only where the system is known to have them.
  private static final class Calls {
    static final MethodHandle MAP =
        find(
            "mmap",
            FunctionDescriptor.of(
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    static final MethodHandle PROTECT =
        find(
            "mprotect",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT),
            Linker.Option.captureCallState("errno"));
    static final MethodHandle UNMAP =
        find(
            "munmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

    private Calls() {}

    private static MethodHandle find(
        String name, FunctionDescriptor type, Linker.Option... options) {
      MemorySegment symbol = LINKER.defaultLookup().find(name).orElseThrow();
      return LINKER.downcallHandle(symbol, type, options);
    }
  }
}
