package dev.fathom.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// The single constants of `assumptions.json`, and the list of everything that was assumed.
public final class Constants {
  private static final FactFile FILE = FactFile.builtIn("assumptions.json");
  private static final Set<String> ABOUT = Set.of("name", "source", "date", "note");

  private Constants() {}

  /// One constant with where it is from.
  public record Source(
      String file, String name, String field, String value, String date, String source) {}

  /// The constant `name` in `unit`.
  static double of(String name, Unit unit) {
    return FILE.require("constant", name).amount("value", unit);
  }

  /// Every constant of every built-in file.
  public static List<Source> sources() {
    List<Source> all = new ArrayList<>();
    for (String file : FactFile.BUILT_IN) {
      for (Fact fact : FactFile.builtIn(file).facts()) {
        new TreeMap<>(fact.fields())
            .forEach(
                (field, value) -> {
                  if (!ABOUT.contains(field)) {
                    all.add(
                        new Source(
                            file,
                            fact.text("name"),
                            field,
                            value,
                            fact.text("date"),
                            fact.text("source")));
                  }
                });
      }
    }
    return all;
  }
}
