package dev.fathom.server;

import dev.fathom.meter.Bandwidth;
import dev.fathom.meter.Grid;
import dev.fathom.meter.Hardware;
import dev.fathom.meter.MeterOptions;
import dev.fathom.meter.Money;
import dev.fathom.meter.PriceList;
import dev.fathom.meter.Tariff;
import dev.fathom.meter.Watts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The settings under `energy` and `tariff`.
///
/// @param text the value of a key, empty for none
record MeterSettings(UnaryOperator<String> text) {
  private static final String NONE = "none";

  MeterOptions meter() {
    String sensors = text.apply("energy.sensors");
    return new MeterOptions(
        sensors.isEmpty() || sensors.equals(NONE) ? null : Path.of(sensors),
        watts("energy.watts-per-core"),
        watts("energy.idle-watts"),
        bandwidth());
  }

  private @Nullable Watts watts(String key) {
    Double value = number(key);
    return value == null ? null : new Watts(value);
  }

  private @Nullable Bandwidth bandwidth() {
    Double gigabytes = number("energy.bandwidth");
    return gigabytes == null
        ? null
        : named("energy.bandwidth", () -> Bandwidth.ofGigabytes(gigabytes));
  }

  Tariff tariff() {
    List<PriceList> lists = new ArrayList<>(PriceList.builtIn());
    String file = text.apply("tariff.prices");
    if (!file.isEmpty()) {
      lists.addAll(PriceList.read(Path.of(file)));
    }
    Grid grid = named("tariff.grid", () -> Grid.of(text.apply("tariff.grid")));
    return new Tariff(money("tariff.per-kwh"), hardware(), grid, lists);
  }

  private @Nullable Hardware hardware() {
    Money price = money("tariff.hardware-price");
    Double years = number("tariff.hardware-years");
    Double hours = number("tariff.hardware-hours");
    if (price == null || years == null || hours == null) {
      return null;
    }
    return named("tariff.hardware-years", () -> new Hardware(price, years, hours));
  }

  private @Nullable Money money(String key) {
    Double amount = number(key);
    return amount == null
        ? null
        : named("tariff.currency", () -> new Money(amount, text.apply("tariff.currency")));
  }

  private @Nullable Double number(String key) {
    String value = text.apply(key);
    return value.isEmpty() ? null : Double.valueOf(value);
  }

  /// Whatever is wrong is said with the setting's name.
  private static <T> T named(String key, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("'" + key + "': " + wrong.getMessage(), wrong);
    }
  }
}
