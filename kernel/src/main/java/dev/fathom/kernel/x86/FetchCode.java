package dev.fathom.kernel.x86;

/// Emits a routine that fetches the beginnings of rows to the caches: `(first, rows, stride,
/// lines)`, `lines` lines of 64 bytes of each row. What is not there to read is not fetched, and
/// nothing happens.
public final class FetchCode {
  private FetchCode() {}

  /// For any x86-64 processor.
  public static byte[] emit() {
    Assembler a = Assembler.avx();
    Label rows = a.here();
    a.mov(Gpr.RAX, Gpr.RDI);
    a.mov(Gpr.R8, Gpr.RCX);
    Label lines = a.here();
    a.prefetcht0(Mem.at(Gpr.RAX));
    a.add(Gpr.RAX, 64);
    a.sub(Gpr.R8, 1);
    a.jump(Condition.NOT_EQUAL, lines);
    a.add(Gpr.RDI, Gpr.RDX);
    a.sub(Gpr.RSI, 1);
    a.jump(Condition.NOT_EQUAL, rows);
    a.ret();
    return a.finish();
  }
}
