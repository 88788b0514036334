package dev.fathom.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ShareTest {
  @Test
  void hasWilsonsInterval() {
    Share share = new Share(96, 100);
    assertThat(share.low()).isCloseTo(0.9016, within(1e-4));
    assertThat(share.high()).isCloseTo(0.9843, within(1e-4));
    assertThat(new Share(0, 10).low()).isZero();
    assertThat(new Share(0, 10).high()).isCloseTo(0.2775, within(1e-4));
    assertThat(new Share(10, 10).high()).isCloseTo(1, within(1e-12));
    assertThat(new Share(0, 0).high()).isEqualTo(1);
  }

  @Test
  void refusesMoreHitsThanTrials() {
    assertThatThrownBy(() -> new Share(3, 2)).hasMessageContaining("0 to 2, got 3");
  }

  @Test
  void estimatesPassAtKAsCountingAllSubsetsDoes() {
    for (int n = 1; n <= 10; n++) {
      for (int c = 0; c <= n; c++) {
        for (int k = 1; k <= n; k++) {
          int with = 0;
          int all = 0;
          for (int set = 0; set < 1 << n; set++) {
            if (Integer.bitCount(set) == k) {
              all++;
              with += (set & ((1 << c) - 1)) != 0 ? 1 : 0;
            }
          }
          assertThat(PassAtK.of(n, c, k))
              .as("n %d, c %d, k %d", n, c, k)
              .isCloseTo((double) with / all, within(1e-12));
        }
      }
    }
  }

  @Test
  void estimatesPassAtKWithoutBias() {
    Random random = new Random(7);
    double sum = 0;
    int rounds = 20_000;
    for (int round = 0; round < rounds; round++) {
      int right = (int) random.doubles(16).filter(value -> value < 0.3).count();
      sum += PassAtK.of(16, right, 4);
    }
    assertThat(sum / rounds).isCloseTo(1 - Math.pow(0.7, 4), within(0.01));
  }
}
