package dev.fathom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.meter.Joules;
import dev.fathom.meter.Money;
import dev.fathom.meter.Watts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {
  @ParameterizedTest
  @CsvSource({
    "WATTS, 10GW, 1e10",
    "WATTS, 10.2 kW, 10200",
    "WATTS, 250 mW, 0.25",
    "BYTES, 24 GB, 24e9",
    "BYTES, 24 GiB, 25769803776",
    "BYTES_PER_SECOND, 3.35 TB/s, 3.35e12",
    "FLOP_PER_SECOND, 989 TFLOP/s, 989e12",
    "HOURS, 2788 Kh, 2788000",
    "WATT_HOURS, 446 TWh, 446e12",
    "TOKENS, 14.8T, 14.8e12",
    "TOKENS, 608 B tokens, 608e9",
    "PARAMETERS, 37 B, 37e9",
    "NUMBER, 60 %, 0.6",
    "NUMBER, 1_000_000, 1e6",
    "USD_PER_KWH, 0.08 USD/kWh, 0.08"
  })
  void readsAmountsWithTheirUnit(Unit unit, String text, double value) {
    assertThat(unit.parse("it", text)).isCloseTo(value, within(1e-9 * value));
  }

  @ParameterizedTest
  @CsvSource({
    "WATTS, 10 GWh",
    "WATTS, 10",
    "WATTS, -5 W",
    "WATTS, ten W",
    "WATTS, 1e999 W",
    "WATT_HOURS, 10 W",
    "BYTES, 10 GB/s",
    "BYTES_PER_SECOND, 10 GB",
    "BYTES, 10 Xb",
    "FLOP_PER_SECOND, 10 TFLOP",
    "USD_PER_HOUR, 2 USD",
    "USD_PER_KWH, 2 EUR/kWh",
    "TOKENS, 5 GB",
    "NUMBER, 5 W",
    "NUMBER, NaN",
    "NUMBER, ''"
  })
  void refusesOtherUnitsAndSaysWhat(Unit unit, String text) {
    assertThatThrownBy(() -> unit.parse("--it", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--it");
  }

  @Test
  void countsBeyondWhatADurationHolds() {
    DeviceTime v3 = new DeviceTime(2_788_000);
    assertThat(v3.cost(new Money(2, "USD")).amount()).isEqualTo(5_576_000);
    assertThat(v3.energy(new Watts(700)).kilowattHours()).isCloseTo(1_951_600, within(1e-6));
    assertThat(v3.on(2048).days()).isCloseTo(56.72, within(0.01));
    assertThat(new Span(1e18).of(new Watts(1e10))).isEqualTo(new Joules(1e28));
  }

  @Test
  void endsWithAWordWhereNumbersEnd() {
    assertThatThrownBy(() -> new TokenRate(1e300).over(new Span(1e300)))
        .hasMessageContaining("tokens");
    assertThatThrownBy(() -> new DeviceTime(-1)).hasMessageContaining("device hours");
    assertThatThrownBy(() -> new FlopRate(0)).hasMessageContaining("FLOP/s");
    assertThatThrownBy(() -> new TokenCount(1e30).whole()).hasMessageContaining("price list");
    assertThatThrownBy(() -> new DeviceTime(1).on(0)).hasMessageContaining("number of devices");
  }
}
