package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import org.junit.jupiter.api.Test;

class CacheMemoryTest {
  private static final long MIB = 1 << 20;

  @Test
  void refusesAContextThatDoesNotFitAndSaysWhatWould() {
    assertThatThrownBy(() -> CacheMemory.require(131_072, 70_000, 1000 * MIB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a context of 131,072 tokens needs 8,750 MiB for keys and values, but 1,000 MiB of"
                + " memory are free; try --context 7488");
    assertThatCode(() -> CacheMemory.require(7488, 70_000, 1000 * MIB)).doesNotThrowAnyException();
    assertThatThrownBy(() -> CacheMemory.require(Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void proposesHalfOfTheFreeMemoryInWholePages() {
    assertThat(CacheMemory.fitting(4096, 1024, 100 * MIB)).isEqualTo(4096);
    assertThat(CacheMemory.fitting(4096, 1024, 2 * MIB)).isEqualTo(1024);
    assertThat(CacheMemory.fitting(4096, 1 << 20, 1)).isEqualTo(KvCache.PAGE_TOKENS);
    assertThat(CacheMemory.fitting(40, 1024, 100 * MIB)).isEqualTo(40);
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThatThrownBy(() -> new EngineOptions(1, ElementType.F16, 256))
        .hasMessageContaining("at least 2 tokens, got 1");
    assertThatThrownBy(() -> new EngineOptions(64, ElementType.Q4_K, 256))
        .hasMessage("the cache is F16, F32 or Q8_0, got Q4_K");
    assertThatThrownBy(() -> new EngineOptions(64, ElementType.F32, 0))
        .hasMessageContaining("at least 1 token, got 0");
    assertThatThrownBy(() -> FathomOptions.DEFAULTS.withThreads(-1)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> FathomOptions.DEFAULTS.withContext(-1)).hasMessageContaining("got -1");
  }
}
