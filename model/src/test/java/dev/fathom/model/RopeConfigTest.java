package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.kernel.RopeLayout;
import org.junit.jupiter.api.Test;

class RopeConfigTest {
  private static double[] frequencies(int dimensions, double base, RopeScaling scaling) {
    return new RopeConfig(dimensions, base, RopeLayout.HALVES, scaling).frequencies();
  }

  @Test
  void fallsGeometricallyWithoutScaling() {
    double[] plain = frequencies(64, 10_000, new RopeScaling.None());
    assertThat(plain).hasSize(32);
    assertThat(plain[0]).isEqualTo(1);
    assertThat(plain[16]).isCloseTo(0.01, within(1e-15));
  }

  /// `deepseek.md` section 2: pairs up to 10 are kept, from 23 on divided by 40.
  @Test
  void keepsFastPairsAndDividesSlowOnesInYarn() {
    var yarn = new RopeScaling.Yarn(40, 4096, 32, 1, 1, 1);
    double[] plain = frequencies(64, 10_000, new RopeScaling.None());
    double[] stretched = frequencies(64, 10_000, yarn);
    assertThat(stretched[10]).isEqualTo(plain[10]);
    assertThat(stretched[11]).isLessThan(plain[11]);
    assertThat(stretched[22]).isGreaterThan(plain[22] / 40);
    assertThat(stretched[23]).isCloseTo(plain[23] / 40, within(1e-15));
    double ramp = 6.0 / 13;
    assertThat(stretched[16]).isCloseTo(plain[16] * (ramp / 40 + (1 - ramp)), within(1e-15));
  }

  @Test
  void knowsDeepSeeksTemperatures() {
    assertThat(RopeScaling.Yarn.temperature(40, 1)).isCloseTo(1.368888, within(1e-6));
    assertThat(RopeScaling.Yarn.temperature(40, 0.707)).isCloseTo(1.260804, within(1e-6));
    assertThat(RopeScaling.Yarn.temperature(0.5, 1)).isEqualTo(1);
  }

  @Test
  void smoothsBetweenLongAndShortWavesAsLlama3() {
    var llama3 = new RopeScaling.Llama3(8, 1, 4, 8192);
    double[] plain = frequencies(128, 500_000, new RopeScaling.None());
    double[] stretched = frequencies(128, 500_000, llama3);
    for (int i = 0; i < plain.length; i++) {
      double wave = 2 * Math.PI / plain[i];
      if (wave < 8192.0 / 4) {
        assertThat(stretched[i]).isEqualTo(plain[i]);
      } else if (wave > 8192) {
        assertThat(stretched[i]).isCloseTo(plain[i] / 8, within(1e-18));
      } else {
        assertThat(stretched[i]).isBetween(plain[i] / 8, plain[i]);
      }
    }
  }

  @Test
  void dividesEveryFrequencyInLinearScaling() {
    double[] plain = frequencies(8, 100, new RopeScaling.None());
    double[] stretched = frequencies(8, 100, new RopeScaling.Linear(4));
    for (int i = 0; i < 4; i++) {
      assertThat(stretched[i]).isEqualTo(plain[i] / 4);
    }
  }

  @Test
  void refusesWhatCannotBeRotated() {
    assertThatThrownBy(() -> frequencies(7, 100, new RopeScaling.None()))
        .hasMessage("rope dimension_count: got 7, wanted a multiple of a pair, 2");
    assertThatThrownBy(() -> frequencies(8, Double.NaN, new RopeScaling.None()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RopeScaling.Linear(0))
        .hasMessageContaining("wanted a number above 0");
  }
}
