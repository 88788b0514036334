package dev.fathom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.meter.Watts;
import org.junit.jupiter.api.Test;

class CampusPlanTest {
  private static final Demand.Users REQUEST = new Demand.Users(1, 12, 1000, 500, 0.5);

  private static CampusPlan campus(String power, String site) {
    Watts watts = new Watts(Unit.WATTS.parse("--power", power));
    return new CampusPlan(watts, Site.of(site), Machine.of("h800"), REQUEST, 1.2);
  }

  @Test
  void jevonsGivesThePublishedRatios() {
    assertThat(new Jevons(0.03, 0.03, 0.5).total()).isCloseTo(0.173, within(0.001));
    assertThat(new Jevons(0.03, 0.03, 1).total()).isCloseTo(1, within(1e-9));
    assertThat(new Jevons(0.03, 0.03, 1.2).total()).isCloseTo(2.02, within(0.01));
    assertThat(new Jevons(0.03, 0.03, 1.5).total()).isCloseTo(5.8, within(0.05));
    assertThat(new Jevons(0.03, 0.03, 0).rebound()).isCloseTo(0, within(1e-9));
    assertThat(new Jevons(0.03, 0.03, 1).rebound()).isCloseTo(1, within(1e-9));
  }

  @Test
  void isLinearInPower() {
    Report small = campus("1 GW", "TX").report();
    Report large = campus("10 GW", "TX").report();
    for (String key : new String[] {"nodes", "gpu_hours", "energy_mwh", "co2_tonnes"}) {
      assertThat(large.number("", key) / small.number("", key)).isCloseTo(10, within(1e-4));
    }
  }

  @Test
  void stillCountsAtTheSizeOfTheWorld() {
    for (String site : Site.names()) {
      Report report = campus("10 TW", site).report();
      assertThat(report.number("", "grid_share_percent")).isBetween(1.0, 1e6);
    }
  }

  @Test
  void refusesPowerThatCannotBe() {
    assertThatThrownBy(() -> campus("1e300 W", "TX")).hasMessageContaining("--power");
    assertThatThrownBy(() -> campus("1e400 W", "TX")).hasMessageContaining("--power");
    assertThatThrownBy(() -> campus("-1 GW", "TX")).hasMessageContaining("--power");
    assertThatThrownBy(() -> campus("0 W", "TX")).hasMessageContaining("--power");
    assertThatThrownBy(() -> campus("5 kW", "TX")).hasMessageContaining("not enough for one node");
    assertThatThrownBy(() -> campus("10 GWh", "TX")).hasMessageContaining("a number of W");
  }

  @Test
  void mixturesWithLatentsInFewerBitsTakeLess() {
    var yields = campus("10 GW", "DE").yields();
    double dense = yields.getFirst().perAnswer().value();
    double sparse = yields.getLast().perAnswer().value();
    assertThat(sparse).isLessThan(dense / 3);
    for (CampusPlan.Yield yield : yields) {
      assertThat(yield.alone().value()).isGreaterThan(yield.perAnswer().value());
    }
  }
}
