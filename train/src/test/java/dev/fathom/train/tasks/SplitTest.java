package dev.fathom.train.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SplitTest {
  @Test
  void everySeedFindsItsSplitAgainAndBelongsToOne() {
    Set<Long> seeds = new HashSet<>();
    for (Split split : Split.values()) {
      for (long index = 0; index < 10_000; index++) {
        long seed = split.seed(index * 7_919_777_777L);
        assertThat(Split.of(seed)).isEqualTo(split);
        seeds.add(seed);
      }
      assertThat(Split.of(split.seed((1L << 62) - 1))).isEqualTo(split);
    }
    assertThat(seeds).hasSize(30_000);
  }

  @Test
  void refusesAnIndexOutsideOfItsSpace() {
    assertThatIllegalArgumentException().isThrownBy(() -> Split.TEST.seed(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Split.TEST.seed(1L << 62));
  }
}
