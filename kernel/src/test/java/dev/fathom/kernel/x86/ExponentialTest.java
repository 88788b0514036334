package dev.fathom.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// {@link Exponential} beside {@link Math#pow}. Skipped where there is no AVX-512.
class ExponentialTest {
  private static final int COUNT = 1 << 20;

  @BeforeEach
  void requireProcessor() {
    ProcessorRequirement.requireAvx512();
  }

  /// Powers of two of `values`, whose count is a multiple of 16.
  private static float[] powers(float... values) throws CodePage.Refusal {
    Assembler a = Assembler.avx512();
    Exponential exponential = new Exponential(a, 16);
    exponential.prepare();
    Label more = a.here();
    a.vmovups(Vec.zmm(0), Mem.at(Gpr.RDI));
    exponential.powerOfTwo(Vec.zmm(0), Vec.zmm(1), Vec.zmm(2));
    a.vmovups(Mem.at(Gpr.RDI), Vec.zmm(0));
    a.add(Gpr.RDI, 64);
    a.sub(Gpr.RSI, 1);
    a.jump(Condition.NOT_EQUAL, more);
    a.vzeroupper();
    a.ret();
    try (Arena arena = Arena.ofConfined();
        CodePage page = CodePage.of(a.finish())) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
      page.at(0).call(memory.address(), values.length / 16, 0, 0, 0, 0);
      return memory.toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  @Test
  void isWithinAMillionthOfTheExactPower() throws CodePage.Refusal {
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] = -126f * i / COUNT;
    }
    float[] got = powers(values);
    for (int i = 0; i < COUNT; i++) {
      double wanted = Math.pow(2, values[i]);
      double error = Math.abs(got[i] / wanted - 1);
      if (!(error < 1e-6)) {
        throw new AssertionError("2^" + values[i] + ": got " + got[i] + ", wanted " + wanted);
      }
    }
  }

  @Test
  void isExactWhereItMustBe() throws CodePage.Refusal {
    float[] values = new float[16];
    values[0] = -0f;
    values[1] = -1;
    values[2] = -149;
    values[3] = -160;
    values[4] = Float.NEGATIVE_INFINITY;
    values[5] = -Float.MAX_VALUE;
    values[6] = Float.NaN;
    float[] got = powers(values);
    assertThat(got)
        .startsWith(1f, 0.5f, Float.MIN_VALUE, 0f, 0f, 0f, Float.NaN)
        .endsWith(new float[] {1f, 1f});
  }
}
