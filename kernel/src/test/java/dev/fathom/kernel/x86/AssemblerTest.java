package dev.fathom.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The assembler against `as` of GNU binutils: the same bytes for every instruction that there is,
/// and a refusal for every other. New methods of {@link Assembler} are tested without a word here;
/// they need recorded vectors, though: `mvn -pl kernel -am test -Dtest=AssemblerTest
/// -Dsurefire.failIfNoSpecifiedTests=false -Dfathom.record=true`.
class AssemblerTest {
  private static final String RESOURCE = "dev/fathom/kernel/x86/instructions.txt";
  private static final int LIVE = 120;
  private static final int RECORDED = 6;
  private static final long RECORDED_SEED = 3;

  @TempDir Path directory = Path.of("");

  @Test
  void encodesEveryInstructionAsTheGnuAssemblerDoes() throws IOException, InterruptedException {
    requireGnuAssembler();
    long seed = new Random().nextLong();
    System.out.println("AssemblerTest seed " + seed);
    List<RandomInstruction> instructions = draw(seed, LIVE);
    compare(instructions, GnuAssembler.encode(lines(instructions), directory));
  }

  @Test
  void encodesRecordedInstructions() throws IOException, InterruptedException {
    List<RandomInstruction> instructions = draw(RECORDED_SEED, RECORDED);
    if (Boolean.getBoolean("fathom.record")) {
      record(GnuAssembler.encode(lines(instructions), directory));
    }
    Map<String, String> recorded = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("src/test/resources", RESOURCE))) {
      if (!line.startsWith("#")) {
        int end = line.indexOf(' ');
        recorded.put(line.substring(end + 1), line.substring(0, end));
      }
    }
    compare(instructions, recorded);
  }

  private static void record(Map<String, String> encoded) throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "# Bytes (or 'refused') and Intel syntax of random instructions; 1b is the address of",
                "# the instruction itself. Written by AssemblerTest with -Dfathom.record=true from",
                "# the output of GNU as 2.40 (Debian binutils, --64), used as a tool: the lines are",
                "# this project's own and under its licence."));
    encoded.forEach((line, bytes) -> lines.add(bytes + " " + line));
    Files.write(Path.of("src/test/resources", RESOURCE), lines);
  }

  /// Draws depend on their method only, so that a new method leaves those of others as they are.
  private static List<RandomInstruction> draw(long seed, int count) {
    List<RandomInstruction> instructions = new ArrayList<>();
    for (Method method : RandomInstruction.methods()) {
      Random random = new Random(seed ^ RandomInstruction.key(method).hashCode());
      for (int i = 0; i < count; i++) {
        instructions.add(RandomInstruction.of(method, true, random));
        if (!method.getName().startsWith("k")) {
          instructions.add(RandomInstruction.of(method, false, random));
        }
      }
    }
    return instructions;
  }

  private static Set<String> lines(List<RandomInstruction> instructions) {
    Set<String> lines = new LinkedHashSet<>();
    for (RandomInstruction instruction : instructions) {
      lines.add(instruction.line());
    }
    return lines;
  }

  private static void compare(List<RandomInstruction> instructions, Map<String, String> truth) {
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> encoded = new TreeMap<>();
    for (RandomInstruction instruction : instructions) {
      String want = truth.getOrDefault(instruction.line(), "not recorded");
      String got = instruction.encode();
      if (!got.equals(want)) {
        wrong.add("%s: got %s, wanted %s".formatted(instruction.line(), got, want));
      }
      int there = want.equals(GnuAssembler.REFUSED) ? 0 : 1;
      encoded.merge(RandomInstruction.key(instruction.method()), there, Integer::sum);
    }
    System.out.println(
        instructions.size() + " instructions of " + encoded.size() + " methods compared");
    assertThat(wrong.stream().limit(30).toList()).as(wrong.size() + " wrong").isEmpty();
    assertThat(encoded).as("methods of which nothing was encoded").doesNotContainValue(0);
  }

  @Test
  void reachesLabelsAndConstantsInAWholeProgram() throws IOException, InterruptedException {
    requireGnuAssembler();
    long seed = new Random().nextLong();
    System.out.println("AssemblerTest seed " + seed);
    Random random = new Random(seed);
    for (boolean evex : new boolean[] {true, false}) {
      RandomProgram program = new RandomProgram(evex, random, 3000);
      assertThat(program.bytes()).isEqualTo(GnuAssembler.program(program.lines(), directory));
    }
  }

  private static void requireGnuAssembler() {
    boolean there = GnuAssembler.isThere();
    if (!there) {
      System.out.println("AssemblerTest skips comparisons: no 'as' and 'objcopy' on this machine");
    }
    assumeTrue(there, "no 'as' and 'objcopy' on this machine");
  }

  @Test
  void refusesInstructionsOfAvx512InCodeForAvx() {
    Vec a = Vec.ymm(1);
    Mem memory = Mem.at(Gpr.RAX);
    List<Consumer<Assembler>> wrong =
        List.of(
            code -> code.vpermt2d(a, a, a),
            code -> code.vpermb(a, a, a),
            code -> code.vmovdqu8(a, memory),
            code -> code.vmovdqu8(memory, a),
            code -> code.vshufi32x4(a, a, a, 1),
            code -> code.vpternlogd(a, a, a, 1),
            code -> code.vinserti64x4(a, a, a, 1),
            code -> code.vextracti64x4(a, a, 1),
            code -> code.vpbroadcastd(a, Gpr.RAX),
            code -> code.vscalefps(a, a, a),
            code -> code.vdpbf16ps(a, a, a),
            code -> code.vpmovdb(a, a),
            code -> code.vpmovsdb(a, a),
            code -> code.vpmovdw(a, a),
            code -> code.vpsrld(a, memory, 1),
            code -> code.vcmpps(Mask.K1, a, a, 1),
            code -> code.vpcmpeqb(Mask.K1, a, a),
            code -> code.vpcmpeqd(Mask.K1, a, a),
            code -> code.kmovw(Mask.K1, Gpr.RAX),
            code -> code.kmovw(Gpr.RAX, Mask.K1),
            code -> code.vpaddd(Vec.zmm(1), Vec.zmm(1), Vec.zmm(1)),
            code -> code.vpaddd(Vec.ymm(16), a, a),
            code -> code.vpaddd(a, Vec.ymm(16), a),
            code -> code.vpaddd(a, a, Vec.ymm(16)),
            code -> code.vpaddd(a, a, memory.repeated()),
            code -> code.where(Mask.K1).vpaddd(a, a, a));
    for (int i = 0; i < wrong.size(); i++) {
      Consumer<Assembler> one = wrong.get(i);
      assertThatIllegalStateException()
          .as("form " + i)
          .isThrownBy(() -> one.accept(Assembler.avx()))
          .withMessageContaining("AVX");
    }
  }

  @Test
  void refusesInstructionsThatAvx512DoesNotHave() {
    Vec a = Vec.ymm(1);
    Vec z = Vec.zmm(1);
    Mem memory = Mem.at(Gpr.RAX);
    List<Consumer<Assembler>> wrong =
        List.of(
            code -> code.vphaddd(a, a, a),
            code -> code.vpcmpeqd(a, a, a),
            code -> code.vpsignb(a, a, a),
            code -> code.vperm2i128(a, a, a, 1),
            code -> code.vpshufb(z, z, memory.repeated()),
            code -> code.vpermd(a.x(), a, a),
            code -> code.vinserti64x4(a, a, a, 1),
            code -> code.where(Mask.K1).vmovd(a, Gpr.RAX),
            code -> code.where(Mask.K1).kmovw(Mask.K1, Gpr.RAX),
            code -> code.whereElseZero(Mask.K1).vmovups(memory, z),
            code -> code.whereElseZero(Mask.K1).vpcmpeqd(Mask.K1, z, z),
            code -> code.mov(Gpr.RAX, memory.repeated()));
    for (int i = 0; i < wrong.size(); i++) {
      Consumer<Assembler> one = wrong.get(i);
      assertThatIllegalStateException()
          .as("form " + i)
          .isThrownBy(() -> one.accept(Assembler.avx512()));
    }
  }

  @Test
  void takesTheMaskZeroForNone() {
    Assembler masked = Assembler.avx512();
    masked.whereElseZero(Mask.K0).vpaddd(Vec.zmm(1), Vec.zmm(2), Vec.zmm(3));
    Assembler plain = Assembler.avx512();
    plain.vpaddd(Vec.zmm(1), Vec.zmm(2), Vec.zmm(3));
    assertThat(masked.finish()).isEqualTo(plain.finish());
  }

  @Test
  void masksOneInstructionOnly() {
    Assembler code = Assembler.avx512();
    code.where(Mask.K3).vpaddd(Vec.zmm(1), Vec.zmm(2), Vec.zmm(3));
    int first = code.finish().length;
    code.vpaddd(Vec.zmm(1), Vec.zmm(2), Vec.zmm(3));
    byte[] both = code.finish();
    assertThat(both[3] & 7).isEqualTo(3);
    assertThat(both[first + 3] & 7).isZero();
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    Vec z = Vec.zmm(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Assembler.avx512().vpslld(z, z, 256))
        .withMessageContaining("256");
    assertThatIllegalArgumentException().isThrownBy(() -> Mem.at(Gpr.RAX, Gpr.RSP, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Mem.at(Gpr.RAX, Gpr.RBX, 3, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Vec.zmm(32));
  }

  @Test
  void refusesLabelsBoundTwiceOrNever() {
    Assembler code = Assembler.avx();
    Label twice = code.here();
    assertThatIllegalStateException().isThrownBy(() -> code.bind(twice));
    code.jmp(new Label());
    assertThatIllegalStateException().isThrownBy(code::finish).withMessageContaining("never");
  }
}
