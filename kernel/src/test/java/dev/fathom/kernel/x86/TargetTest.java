package dev.fathom.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Code for older processors has no instruction that they lack, as a disassembler sees it: this
/// machine may have them all.
class TargetTest {
  private static final List<ElementType> TYPES =
      List.of(
          ElementType.Q4_0, ElementType.Q8_0, ElementType.Q4_K, ElementType.Q5_K, ElementType.Q6_K);

  @TempDir Path directory = Path.of("");

  @BeforeEach
  void needsADisassembler() {
    boolean there = GnuAssembler.isThere();
    if (!there) {
      System.out.println("TargetTest skips: no GNU binutils on this machine");
    }
    assumeTrue(there, "no GNU binutils on this machine");
  }

  @Test
  void usesNoDotProductsWhereThereAreNone() throws IOException, InterruptedException {
    for (ElementType type : TYPES) {
      String code = disassembled(ProductCode.emit(Target.AVX2, type));
      assertThat(code).as(type.name()).contains("vpmaddubsw").doesNotContain("vpdp");
      code = disassembled(ProductCode.emit(Target.AVX_VNNI, type));
      assertThat(code).as(type.name()).contains("vpdpbusd").doesNotContain("vpmaddubsw");
    }
    assertThat(disassembled(Avx2ActivationBlocks.wide())).contains("vpack").doesNotContain("vpdp");
    assertThat(disassembled(Avx2ActivationBlocks.narrow())).contains("vpack");
  }

  @Test
  void usesNoRegistersOfAvx512WhereThereAreNone() throws IOException, InterruptedException {
    for (ElementType type : TYPES) {
      assertThat(disassembled(ProductCode.emit(Target.AVX512_VNNI, type))).contains("zmm");
      for (Target older : List.of(Target.AVX_VNNI, Target.AVX2)) {
        String code = disassembled(ProductCode.emit(older, type));
        assertThat(code).as(older + " " + type).contains("ymm").doesNotContain("zmm", "ymm16");
      }
    }
    assertThat(disassembled(ActivationBlocks.wide())).contains("zmm");
    assertThat(disassembled(Avx2ActivationBlocks.wide())).doesNotContain("zmm");
    assertThat(disassembled(Avx2ActivationBlocks.narrow())).doesNotContain("zmm");
  }

  private String disassembled(byte[] code) throws IOException, InterruptedException {
    Files.write(directory.resolve("code.bin"), code);
    Path output = directory.resolve("code.txt");
    Process process =
        new ProcessBuilder("objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "code.bin")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readString(output);
  }
}
