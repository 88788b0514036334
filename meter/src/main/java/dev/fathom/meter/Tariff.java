package dev.fathom.meter;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What energy costs here, in money and CO2, and what tokens cost elsewhere.
///
/// @param perKwh null where nobody has said
/// @param hardware null where the machine's own price shall not count
/// @param elsewhere price lists to compare with
public record Tariff(
    @Nullable Money perKwh, @Nullable Hardware hardware, Grid grid, List<PriceList> elsewhere) {
  /// No price, the world's grid, the built-in price lists.
  public static final Tariff DEFAULTS =
      new Tariff(null, null, Grid.of(Grid.EVERYWHERE), PriceList.builtIn());

  public Tariff {
    elsewhere = List.copyOf(elsewhere);
    if (perKwh != null && hardware != null) {
      perKwh.plus(hardware.price()); // of one currency
    }
  }

  /// What `effort` cost: its energy and its part of the hardware, as far as prices were given;
  /// nothing where none was, or the energy is not known.
  public Optional<Money> cost(Effort effort) {
    Optional<Money> written = Optional.ofNullable(hardware).map(h -> h.of(effort.busy()));
    if (perKwh == null) {
      return written;
    }
    Money price = perKwh;
    return effort
        .energy()
        .joules()
        .map(joules -> price.times(joules.kilowattHours()))
        .map(energy -> written.map(energy::plus).orElse(energy));
  }

  /// The CO2 of `effort`; nothing where its energy is not known.
  public Optional<Carbon> carbon(Effort effort) {
    return effort.energy().joules().map(grid::of);
  }
}
