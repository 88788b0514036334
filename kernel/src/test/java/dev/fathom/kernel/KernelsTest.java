package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelsTest {
  @Test
  void opensEverySetByItsName() {
    for (String name : Kernels.names()) {
      try (KernelSet kernels = Kernels.open(name, 2)) {
        assertThat(kernels.name()).isEqualTo(name);
        assertThat(kernels.team().threads()).isEqualTo(2);
      }
    }
  }

  @Test
  void takesTheVectorKernelsAndAllCoresByDefault() {
    try (KernelSet kernels = Kernels.best(0)) {
      assertThat(kernels.name()).isEqualTo("vector");
      assertThat(kernels.team().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void namesTheSetsThatThereAre() {
    assertThatThrownBy(() -> Kernels.open("cuda", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no kernels 'cuda'; there are [scalar, scalar-f32, vector, vector-f32]");
  }
}
