package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void namesBothNumbersWhereSomethingDoesNotFit() {
    assertThatThrownBy(() -> Memory.require("big.gguf", 2_000_000, "in this machine", 1_000_000))
        .isInstanceOf(ModelException.class)
        .hasMessage("big.gguf needs 2,000,000 bytes of memory, but 1,000,000 are in this machine");
    assertThatNoException().isThrownBy(() -> Memory.require("fits", 5, "available", 5));
  }

  @Test
  void knowsTheMachinesMemory() {
    assertThat(Memory.total()).isGreaterThan(100L << 20);
    assertThat(Memory.available()).isPositive().isLessThanOrEqualTo(Memory.total());
  }

  @Test
  void refusesACacheLargerThanTheMemoryBeforeAllocating() {
    ModelConfig v3 = PublishedConfigs.parse(PublishedConfigs.V3);
    assertThatThrownBy(() -> new KvStorage(v3, ElementType.F32, 1024, 1_000_000))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(
            "the key/value cache of 1,024,000,000 tokens needs 143,917,056,000,000")
        .hasMessageEndingWith("are available");
  }
}
