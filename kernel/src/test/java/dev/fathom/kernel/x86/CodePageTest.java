package dev.fathom.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CodePageTest {
  private static final Path MAPS = Path.of("/proc/self/maps");

  @BeforeEach
  void needsAProcessorThatRunsX86() {
    String refusal = "";
    try (CodePage page = CodePage.of(new byte[] {(byte) 0xC3})) {
      page.at(0).call(0, 0, 0, 0, 0, 0);
    } catch (CodePage.Refusal e) {
      refusal = String.valueOf(e.getMessage());
      System.out.println("CodePageTest skips: " + refusal);
    }
    assumeTrue(refusal.isEmpty(), refusal);
  }

  @Test
  void addsTwoArgumentsToMemory() throws CodePage.Refusal {
    long seed = new Random().nextLong();
    System.out.println("CodePageTest seed " + seed);
    Random random = new Random(seed);
    Assembler code = Assembler.avx();
    code.add(Gpr.RSI, Gpr.RDX);
    code.mov(Mem.at(Gpr.RDI), Gpr.RSI);
    code.ret();
    try (CodePage page = CodePage.of(code.finish());
        Arena arena = Arena.ofConfined()) {
      MemorySegment sum = arena.allocate(8, 8);
      for (int i = 0; i < 1000; i++) {
        long a = random.nextLong();
        long b = random.nextLong();
        page.at(0).call(sum.address(), a, b, 0, 0, 0);
        assertThat(sum.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(a + b);
      }
    }
  }

  @Test
  void passesSixArgumentsAndStartsAtAnOffset() throws CodePage.Refusal {
    Assembler code = Assembler.avx();
    code.ret();
    code.ret();
    List<Gpr> arguments = List.of(Gpr.RSI, Gpr.RDX, Gpr.RCX, Gpr.R8, Gpr.R9);
    for (int i = 0; i < 5; i++) {
      code.mov(Mem.at(Gpr.RDI, 8 * i), arguments.get(i));
    }
    code.ret();
    try (CodePage page = CodePage.of(code.finish());
        Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(40, 8);
      page.at(2).call(answer.address(), -1, Long.MAX_VALUE, 3, 4, 5);
      assertThat(answer.toArray(ValueLayout.JAVA_LONG))
          .containsExactly(-1, Long.MAX_VALUE, 3, 4, 5);
    }
  }

  @Test
  void jumpsBackAndReadsItsConstants() throws CodePage.Refusal {
    Assembler code = Assembler.avx();
    Label end = new Label();
    code.mov(Gpr.RAX, 0);
    Label loop = code.here();
    code.cmp(Gpr.RSI, 0);
    code.jump(Condition.EQUAL, end);
    code.add(Gpr.RAX, code.constant(7, 0, 9, 0).plus(8));
    code.sub(Gpr.RSI, 1);
    code.jmp(loop);
    code.bind(end);
    code.mov(Mem.at(Gpr.RDI), Gpr.RAX);
    code.ret();
    try (CodePage page = CodePage.of(code.finish());
        Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(8, 8);
      page.at(0).call(answer.address(), 100, 0, 0, 0, 0);
      assertThat(answer.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(900);
    }
  }

  @Test
  void isReadAndExecutedNeverWrittenAndGuardedBehind() throws CodePage.Refusal, IOException {
    needsMaps();
    for (int size : new int[] {32, 4096, 4097, 100_000}) {
      try (CodePage page = ownAddress(size)) {
        long start = startOf(page);
        long end = start + (size + 4095) / 4096 * 4096;
        for (long at = start; at < end; at += 4096) {
          assertThat(rights(at)).as("page of code").startsWith("r-x");
        }
        assertThat(rights(end)).as("page behind " + size + " bytes of code").startsWith("---");
      }
    }
  }

  @Test
  void givesItsMemoryBack() throws CodePage.Refusal, IOException {
    needsMaps();
    int before = Files.readAllLines(MAPS).size();
    for (int i = 0; i < 10_000; i++) {
      CodePage.of(new byte[100]).close();
    }
    // a page left open would be two lines more; threads of the machine come and go meanwhile
    assertThat(Files.readAllLines(MAPS).size()).isLessThan(before + 200);
  }

  @Test
  void closesOnceHoweverOftenItIsAsked() throws CodePage.Refusal {
    CodePage page = ownAddress(64);
    page.close();
    try (CodePage next = ownAddress(64)) { // likely at the same addresses
      page.close();
      assertThat(startOf(next)).isPositive(); // still runs
    }
    assertThatIllegalStateException().isThrownBy(() -> page.at(0)).withMessageContaining("closed");
  }

  @Test
  void refusesStartsOutsideOfTheCode() throws CodePage.Refusal {
    try (CodePage page = ownAddress(64)) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> page.at(-1));
      assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> page.at(4096));
    }
  }

  private static void needsMaps() {
    boolean there = Files.isReadable(MAPS);
    if (!there) {
      System.out.println("CodePageTest skips: no " + MAPS + " on this system");
    }
    assumeTrue(there, "no " + MAPS);
  }

  /// Code of `size` bytes that tells where it is.
  private static CodePage ownAddress(int size) throws CodePage.Refusal {
    Assembler code = Assembler.avx();
    code.lea(Gpr.RAX, Mem.at(code.here()));
    code.mov(Mem.at(Gpr.RDI), Gpr.RAX);
    code.ret();
    return CodePage.of(Arrays.copyOf(code.finish(), size));
  }

  private static long startOf(CodePage page) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(8, 8);
      page.at(0).call(answer.address(), 0, 0, 0, 0, 0);
      return answer.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /// The rights of the mapping that `address` lies in, as `rwxp`.
  private static String rights(long address) throws IOException {
    for (String line : Files.readAllLines(MAPS)) {
      String[] parts = line.split("[- ]", 4);
      long from = Long.parseUnsignedLong(parts[0], 16);
      long to = Long.parseUnsignedLong(parts[1], 16);
      if (Long.compareUnsigned(from, address) <= 0 && Long.compareUnsigned(address, to) < 0) {
        return line.substring(line.indexOf(' ') + 1);
      }
    }
    return "nothing mapped";
  }
}
