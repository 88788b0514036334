package dev.fathom.meter;

import java.util.ArrayList;
import java.util.List;

/// How much carbon dioxide a kilowatt-hour means where the machine stands.
///
/// @param name a country's code, `world`, or `configured`
/// @param gramsPerKwh of CO2, or of what warms as much
/// @param source with its year
public record Grid(String name, double gramsPerKwh, String source) {
  /// Where nobody says where the machine stands.
  public static final String EVERYWHERE = "world";

  public Grid {
    Quantity.require("grams per kWh", gramsPerKwh);
  }

  /// The built-in ones.
  public static List<Grid> builtIn() {
    List<Grid> grids = new ArrayList<>();
    for (DataFile.Entry entry : DataFile.builtIn("grid.json").entries()) {
      entry.requireUnit("g CO2e per kWh");
      grids.add(
          new Grid(
              entry.text("name"),
              entry.number("value"),
              entry.text("source") + ", " + entry.text("date")));
    }
    return grids;
  }

  /// The built-in one called `word`, or the one with `word` grams per kWh.
  public static Grid of(String word) {
    for (Grid grid : builtIn()) {
      if (grid.name.equalsIgnoreCase(word)) {
        return grid;
      }
    }
    if (!word.matches("\\d{1,6}(\\.\\d{1,6})?")) {
      throw new IllegalArgumentException(
          "a grid is one of %s, or its grams of CO2 per kWh, got '%s'"
              .formatted(String.join(", ", builtIn().stream().map(Grid::name).toList()), word));
    }
    return new Grid("configured", Double.parseDouble(word), "configured");
  }

  public Carbon of(Joules energy) {
    return new Carbon(energy.kilowattHours() * gramsPerKwh);
  }
}
