package dev.fathom.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /// States of all vector registers, as the bits of XCR0.
  private static final int ALL_STATES = 0xE7;

  private static final int FMA = 1 << 12;
  private static final int F16C = 1 << 29;
  private static final int AVX2 = 1 << 5;
  private static final int AVX512F = 1 << 16;
  private static final int AVX512DQ = 1 << 17;
  private static final int AVX512BW = 1 << 30;
  private static final int AVX512VL = 1 << 31;
  private static final int AVX512 = AVX512F | AVX512DQ | AVX512BW | AVX512VL;
  private static final int VBMI = 1 << 1;
  private static final int VNNI = 1 << 11;
  private static final int AVX_VNNI = 1 << 4;
  private static final int BF16 = 1 << 5;

  @Test
  void agreesWithTheOperatingSystem() throws IOException, CodePage.Refusal {
    Set<String> flags = flags();
    if (flags.isEmpty()) {
      System.out.println("CpuFeaturesTest skips: no flags of an x86 processor in " + CPUINFO);
    }
    assumeTrue(!flags.isEmpty(), "no flags in " + CPUINFO);
    boolean avx512 = has(flags, "avx2 fma f16c avx512f avx512bw avx512dq avx512vl");
    CpuFeatures read = CpuFeatures.read();
    System.out.println("CpuFeaturesTest: " + read.names());
    assertThat(read)
        .isEqualTo(
            new CpuFeatures(
                has(flags, "avx2 fma f16c"),
                avx512,
                has(flags, "avx2 fma f16c avx_vnni"),
                avx512 && has(flags, "avx512_vnni"),
                avx512 && has(flags, "avx512vbmi"),
                avx512 && has(flags, "avx512_bf16")));
  }

  @Test
  void findsAllOfAProcessorThatHasAll() {
    CpuFeatures all = of(FMA | F16C, AVX2 | AVX512, VBMI | VNNI, AVX_VNNI | BF16, ALL_STATES);
    assertThat(all).isEqualTo(new CpuFeatures(true, true, true, true, true, true));
    assertThat(all.names())
        .containsExactly("avx2", "avx-vnni", "avx512", "avx512-vnni", "avx512-vbmi", "avx512-bf16");
  }

  @Test
  void findsNothingOf512BitsWhereTheSystemDoesNotSaveThem() {
    for (int missing : new int[] {0x20, 0x40, 0x80}) {
      int states = ALL_STATES & ~missing;
      assertThat(of(FMA | F16C, AVX2 | AVX512, VBMI | VNNI, AVX_VNNI | BF16, states))
          .as("without state " + missing)
          .isEqualTo(new CpuFeatures(true, false, true, false, false, false));
    }
  }

  @Test
  void findsNothingWhereTheSystemDoesNotSaveVectors() {
    for (int missing : new int[] {0x2, 0x4}) {
      int states = ALL_STATES & ~missing;
      assertThat(of(FMA | F16C, AVX2 | AVX512, VBMI | VNNI, AVX_VNNI | BF16, states))
          .as("without state " + missing)
          .isEqualTo(CpuFeatures.NONE);
    }
    assertThat(CpuFeatures.NONE.names()).isEmpty();
  }

  @Test
  void needsFusedProductsAndHalfFloatsForAvx2() {
    assertThat(of(FMA, AVX2, 0, 0, ALL_STATES)).isEqualTo(CpuFeatures.NONE);
    assertThat(of(F16C, AVX2, 0, 0, ALL_STATES)).isEqualTo(CpuFeatures.NONE);
    assertThat(of(FMA | F16C, 0, 0, 0, ALL_STATES)).isEqualTo(CpuFeatures.NONE);
    assertThat(of(FMA | F16C, AVX2, 0, 0, ALL_STATES).names()).containsExactly("avx2");
  }

  @Test
  void needsAllPartsOfAvx512() {
    for (int part : new int[] {AVX512F, AVX512DQ, AVX512BW, AVX512VL}) {
      assertThat(of(FMA | F16C, AVX2 | (AVX512 & ~part), VBMI | VNNI, BF16, ALL_STATES).names())
          .as("without " + part)
          .containsExactly("avx2");
    }
    assertThat(of(FMA | F16C, AVX2 | AVX512, VNNI, 0, ALL_STATES).names())
        .containsExactly("avx2", "avx512", "avx512-vnni");
  }

  /// From ECX of leaf 1, EBX and ECX of leaf 7.0, EAX of leaf 7.1, and XCR0.
  private static CpuFeatures of(int first, int seventh, int more, int seventhOne, int states) {
    return CpuFeatures.of(
        new int[] {0, 0, first, 0},
        new int[] {0, seventh, more, 0},
        new int[] {seventhOne, 0, 0, 0},
        states);
  }

  private static boolean has(Set<String> flags, String names) {
    return flags.containsAll(Arrays.asList(names.split(" ", -1)));
  }

  private static Set<String> flags() throws IOException {
    if (Files.isReadable(CPUINFO)) {
      for (String line : Files.readAllLines(CPUINFO)) {
        if (line.startsWith("flags")) {
          return new HashSet<>(Arrays.asList(line.substring(line.indexOf(':') + 1).split(" ", -1)));
        }
      }
    }
    return Set.of();
  }
}
