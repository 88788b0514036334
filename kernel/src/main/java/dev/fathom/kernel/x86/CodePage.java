package dev.fathom.kernel.x86;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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

  /// All calls, of emitted code and of the system, have this one type: every further type would
  /// cost some ten milliseconds at the start of the process. Critical: no transition to native
  /// code, so that a call costs about 20 ns; it holds off the garbage collector, so what is called
  /// must be done in well under a millisecond.
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
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
      invoke(start, a, b, c, d, e, f);
    }
  }

  private static long invoke(
      MemorySegment routine, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL.invokeExact(routine, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw new IllegalStateException(t); // neither machine code nor the system throws
    }
  }

  /// Gives the memory back; no code of this page may run then. Again it does nothing: the addresses
  /// may be another's by then.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if ((int) invoke(symbol("munmap"), memory.address(), memory.byteSize(), 0, 0, 0, 0) != 0) {
      throw new IllegalStateException("munmap failed");
    }
  }

  private static MemorySegment map(long bytes) throws Refusal {
    requireKnownSystem();
    int anonymous = systemName().contains("mac") ? 0x1000 : 0x20;
    long address = invoke(symbol("mmap"), 0, bytes, READ | WRITE, PRIVATE | anonymous, -1, 0);
    if (address == -1) {
      throw new Refusal("the system refuses " + bytes + " bytes of memory (mmap)");
    }
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  private static void protect(MemorySegment memory, long bytes, int rights) throws Refusal {
    if ((int) invoke(symbol("mprotect"), memory.address(), bytes, rights, 0, 0, 0) != 0) {
      throw new Refusal("the system refuses executable memory (mprotect)");
    }
  }

  /// A function of the C library; asked for only where the system is known to have it.
  private static MemorySegment symbol(String name) {
    return LINKER.defaultLookup().find(name).orElseThrow();
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
}
