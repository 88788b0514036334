package dev.fathom.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
  @ParameterizedTest
  @EnumSource(Schedule.Kind.class)
  void warmsUpEvenlyAndNeverLeavesTheUnitInterval(Schedule.Kind kind) {
    Schedule schedule = new Schedule(kind, 10, 0.2, 0.1);
    for (int step = 1; step <= 10; step++) {
      assertThat(schedule.rate(step, 100)).isEqualTo(step / 10.0);
    }
    for (int step = 10; step < 100; step++) {
      assertThat(schedule.rate(step + 1, 100)).isBetween(0.1, schedule.rate(step, 100));
    }
  }

  @Test
  void holdsTheStableRateUntilTheDecay() {
    Schedule schedule = new Schedule(Schedule.Kind.WSD, 10, 0.2, 0);
    assertThat(schedule.rate(80, 100)).isEqualTo(1);
    assertThat(schedule.rate(91, 100)).isCloseTo(0.5, within(1e-12));
    assertThat(schedule.rate(100, 100)).isCloseTo(0.05, within(1e-12));
  }

  @Test
  void fallsAlongHalfACosine() {
    Schedule schedule = new Schedule(Schedule.Kind.COSINE, 0, 0, 0.2);
    assertThat(schedule.rate(1, 100)).isEqualTo(1);
    assertThat(schedule.rate(51, 100)).isCloseTo(0.6, within(1e-12));
    assertThat(schedule.rate(100, 100)).isCloseTo(0.2, within(1e-3));
  }
}
