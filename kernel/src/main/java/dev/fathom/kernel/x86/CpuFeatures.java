package dev.fathom.kernel.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// What the processor can do and the operating system allows, as CPUID and XGETBV tell. Source:
/// Intel SDM volume 2, CPUID; volume 1, section 13.3 for the register states.
///
/// @param avx2 256-bit integers, FMA, F16C
/// @param avx512 512 bits: F, BW, DQ, VL
/// @param avxVnni 8-bit dot products of 256 bits without AVX-512
/// @param avx512Vnni 8-bit dot products of 512 bits
/// @param avx512Vbmi byte permutations of 512 bits
/// @param avx512Bf16 bf16 dot products
public record CpuFeatures(
    boolean avx2,
    boolean avx512,
    boolean avxVnni,
    boolean avx512Vnni,
    boolean avx512Vbmi,
    boolean avx512Bf16) {

  /// No vectors that matter here.
  public static final CpuFeatures NONE = new CpuFeatures(false, false, false, false, false, false);

  /// XCR0 bits of the states of 128- and 256-bit registers.
  private static final int AVX_STATE = 0x6;

  /// XCR0 bits of mask registers and 512-bit registers.
  private static final int AVX512_STATE = 0xE6;

  /// Asks the processor, by emitted code.
  ///
  /// @throws CodePage.Refusal where that code may not run
  public static CpuFeatures read() throws CodePage.Refusal {
    try (CodePage page = CodePage.of(query());
        Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(32, 8);
      CodePage.Code code = page.at(0);
      int[] basic = cpuid(code, answer, 0, 0);
      int[] first = cpuid(code, answer, 1, 0);
      boolean saved = (first[2] & 1 << 27) != 0; // OSXSAVE: XGETBV may be asked
      if (!saved || basic[0] < 7) {
        return NONE;
      }
      code.call(answer.address(), 0, 0, 1, 0, 0);
      int states = answer.get(ValueLayout.JAVA_INT, 16);
      return of(first, cpuid(code, answer, 7, 0), cpuid(code, answer, 7, 1), states);
    }
  }

  /// From the registers EAX, EBX, ECX, EDX of leaves 1, 7.0 and 7.1, and XCR0.
  static CpuFeatures of(int[] first, int[] seventh, int[] seventhOne, int states) {
    boolean wide = (states & AVX_STATE) == AVX_STATE;
    boolean fmaAndHalf = has(first[2], 12) && has(first[2], 29);
    boolean avx2 = wide && fmaAndHalf && has(seventh[1], 5);
    boolean wider = avx2 && (states & AVX512_STATE) == AVX512_STATE;
    boolean avx512 =
        wider
            && has(seventh[1], 16)
            && has(seventh[1], 17)
            && has(seventh[1], 30)
            && has(seventh[1], 31);
    return new CpuFeatures(
        avx2,
        avx512,
        avx2 && has(seventhOne[0], 4),
        avx512 && has(seventh[2], 11),
        avx512 && has(seventh[2], 1),
        avx512 && has(seventhOne[0], 5));
  }

  private static boolean has(int register, int bit) {
    return (register & 1 << bit) != 0;
  }

  /// As a list for people: `avx2, avx512, avx512-vnni`.
  public List<String> names() {
    List<String> names = new ArrayList<>();
    name(names, avx2, "avx2");
    name(names, avxVnni, "avx-vnni");
    name(names, avx512, "avx512");
    name(names, avx512Vnni, "avx512-vnni");
    name(names, avx512Vbmi, "avx512-vbmi");
    name(names, avx512Bf16, "avx512-bf16");
    return names;
  }

  private static void name(List<String> names, boolean there, String name) {
    if (there) {
      names.add(name);
    }
  }

  private static int[] cpuid(CodePage.Code code, MemorySegment answer, int leaf, int subleaf) {
    code.call(answer.address(), leaf, subleaf, 0, 0, 0);
    return answer.asSlice(0, 16).toArray(ValueLayout.JAVA_INT);
  }

  /// `(answer, leaf, subleaf, extended)`: four registers of CPUID to `answer`, and XCR0 behind them
  /// if `extended` is not 0.
  private static byte[] query() {
    Assembler a = Assembler.avx512();
    Label end = new Label();
    a.push(Gpr.RBX);
    a.mov(Gpr.R10, Gpr.RCX);
    a.mov(Gpr.RAX, Gpr.RSI);
    a.mov(Gpr.RCX, Gpr.RDX);
    a.cpuid();
    a.movl(Mem.at(Gpr.RDI), Gpr.RAX);
    a.movl(Mem.at(Gpr.RDI, 4), Gpr.RBX);
    a.movl(Mem.at(Gpr.RDI, 8), Gpr.RCX);
    a.movl(Mem.at(Gpr.RDI, 12), Gpr.RDX);
    a.test(Gpr.R10, Gpr.R10);
    a.jump(Condition.EQUAL, end);
    a.mov(Gpr.RCX, 0);
    a.xgetbv();
    a.movl(Mem.at(Gpr.RDI, 16), Gpr.RAX);
    a.bind(end);
    a.pop(Gpr.RBX);
    a.ret();
    return a.finish();
  }
}
