package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.kernel.x86.CpuFeatures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KernelsTest {
  private static final String FORBIDDEN = "fathom.no-machine-code";

  @AfterEach
  void allowMachineCode() {
    System.clearProperty(FORBIDDEN);
  }

  @Test
  void opensEverySetByItsName() {
    for (String name : Kernels.names()) {
      if (Kernels.refusal(name).isPresent()) {
        System.out.println("skipped: " + name + " kernels, as " + Kernels.refusal(name).get());
        continue;
      }
      try (KernelSet kernels = Kernels.open(name, 2)) {
        assertThat(kernels.name()).isEqualTo(name);
        assertThat(kernels.team().threads()).isEqualTo(2);
      }
    }
  }

  @Test
  void takesMachineCodeAndAllCoresByDefault() {
    Kernels.refusal("machine").ifPresent(Assumptions::abort);
    try (KernelSet kernels = Kernels.best(0)) {
      assertThat(kernels.name()).isEqualTo("machine");
      assertThat(kernels.team().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void takesTheVectorKernelsWhereMachineCodeIsForbidden() {
    System.setProperty(FORBIDDEN, "true");
    try (KernelSet kernels = Kernels.best(0)) {
      assertThat(kernels.name()).isEqualTo("vector");
    }
    assertThat(Kernels.refusal("machine")).isPresent();
    assertThat(Kernels.refusal("machine-avx2")).isPresent();
    assertThatThrownBy(() -> Kernels.open("machine", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fathom.no-machine-code forbids")
        .hasMessageEndingWith("try 'vector'");
  }

  @Test
  void saysWhatAProcessorLacks() {
    CpuFeatures avx2 = new CpuFeatures(true, false, false, false, false, false);
    assertThat(Kernels.processorRefusal("machine", avx2))
        .isEqualTo("the processor has no AVX-512 VNNI (it has avx2)");
    assertThat(Kernels.processorRefusal("machine-avx2", avx2)).isNull();
    assertThat(Kernels.processorRefusal("machine-avx2", CpuFeatures.NONE))
        .isEqualTo("the processor has no AVX2 with FMA and F16C");
  }

  @Test
  void namesTheSetsThatThereAre() {
    assertThatThrownBy(() -> Kernels.open("cuda", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no kernels 'cuda'; there are"
                + " [machine, machine-avx2, vector, scalar, vector-f32, scalar-f32]");
  }
}
