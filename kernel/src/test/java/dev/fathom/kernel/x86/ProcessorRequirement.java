package dev.fathom.kernel.x86;

import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/// What a test of emitted code needs of the processor.
public final class ProcessorRequirement {
  private ProcessorRequirement() {}

  /// Skips the test, and says why, where there is no AVX-512.
  public static void requireAvx512() {
    require("AVX-512", CpuFeatures::avx512);
  }

  /// Skips the test, and says why, where code for `target` cannot run.
  static void require(Target target) {
    switch (target) {
      case AVX512_VNNI -> require("AVX-512 VNNI", CpuFeatures::avx512Vnni);
      case AVX_VNNI -> require("AVX-VNNI", CpuFeatures::avxVnni);
      case AVX2 -> require("AVX2", CpuFeatures::avx2);
    }
  }

  private static void require(String name, Predicate<CpuFeatures> able) {
    String refusal;
    try {
      if (able.test(CpuFeatures.read())) {
        return;
      }
      refusal = "the processor has no " + name;
    } catch (CodePage.Refusal e) {
      refusal = String.valueOf(e.getMessage());
    }
    System.out.println("skipped: " + refusal);
    Assumptions.abort(refusal);
  }
}
