package dev.fathom.plan;

import dev.fathom.meter.Carbon;
import dev.fathom.meter.Grid;
import dev.fathom.meter.Joules;
import dev.fathom.meter.Money;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where machines stand.
///
/// @param perKwh what electricity costs
/// @param pue energy of the site over that of the machines
/// @param litresPerKwh water for a kilowatt-hour of the machines
/// @param generation electricity made in a year by the grid around it; null where not known
public record Site(
    String name,
    Grid grid,
    Money perKwh,
    double pue,
    double litresPerKwh,
    @Nullable Joules generation) {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "grid",
          "carbon",
          "electricity",
          "pue",
          "wue",
          "generation",
          "source",
          "date",
          "note");

  public Site {
    if (!(pue >= 1 && pue <= 10)) {
      throw new IllegalArgumentException(
          "%s: 'pue' must be from 1 (nothing but machines) to 10, got %s".formatted(name, pue));
    }
    Amount.require(name + ": 'wue'", litresPerKwh);
  }

  public static List<String> names() {
    return FactFile.builtIn("sites.json").names();
  }

  /// The built-in one called `word`, or the one in the TOML or JSON file `word`.
  public static Site of(String word) {
    boolean file = word.endsWith(".toml") || word.endsWith(".json");
    return of(
        file
            ? FactFile.read(Path.of(word)).allowOnly(KEYS)
            : FactFile.builtIn("sites.json").require("site", word));
  }

  /// Where nobody says where machines stand: the world's grid, a well-run building.
  public static Site usual() {
    return of("world").withPue(Constants.of("pue", Unit.NUMBER));
  }

  private static Site of(Fact fact) {
    String name = fact.find("name").orElse(fact.place());
    double carbon = fact.amount("carbon", Unit.GRAMS_PER_KWH);
    return new Site(
        name,
        new Grid(fact.find("grid").orElse(name), carbon, fact.find("source").orElse("configured")),
        new Money(fact.amount("electricity", Unit.USD_PER_KWH), "USD"),
        fact.positive("pue", Unit.NUMBER),
        fact.amount("wue", Unit.LITRES_PER_KWH),
        fact.has("generation")
            ? Joules.ofKilowattHours(fact.positive("generation", Unit.WATT_HOURS) / 1000)
            : null);
  }

  public Site withPue(double other) {
    return new Site(name, grid, perKwh, other, litresPerKwh, generation);
  }

  /// What `machines` take, with the site's share.
  public Joules whole(Joules machines) {
    return new Joules(machines.value() * pue);
  }

  public Carbon carbon(Joules whole) {
    return grid.of(whole);
  }

  public Money price(Joules whole) {
    return perKwh.times(whole.kilowattHours());
  }

  /// Water is counted by the energy of the machines alone.
  public Water water(Joules machines) {
    return new Water(machines.kilowattHours() * litresPerKwh);
  }
}
