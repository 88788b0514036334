package dev.fathom.cli;

import dev.fathom.meter.Grid;
import dev.fathom.meter.PriceList;
import dev.fathom.plan.Constants;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `fathom plan sources`: every constant and where it is from.
@Command(name = "sources")
final class PlanSourcesCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Option(names = "--json", descriptionKey = "plan-sources-json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    if (json) {
      Json.line(around.out(), PlanSourcesCommand::write);
    } else {
      around.out().print(text());
    }
    return 0;
  }

  /// The constants of `plan`, the price lists and grids of `meter`.
  private static List<Constants.Source> all() {
    List<Constants.Source> all = new ArrayList<>(Constants.sources());
    for (PriceList list : PriceList.builtIn()) {
      all.add(price(list, "input", list.input().amount()));
      all.add(price(list, "cached_input", list.cachedInput().amount()));
      all.add(price(list, "output", list.output().amount()));
    }
    for (Grid grid : Grid.builtIn()) {
      String value = grid.gramsPerKwh() + " g/kWh";
      all.add(new Constants.Source("grid.json", grid.name(), "carbon", value, "", grid.source()));
    }
    return all;
  }

  private static Constants.Source price(PriceList list, String field, double each) {
    String value = Math.round(each * 1e8) / 100.0 + " USD for 1,000,000 tokens";
    return new Constants.Source(
        "prices.json", list.name(), field, value, list.date(), list.source());
  }

  private static String text() {
    StringBuilder text = new StringBuilder();
    String entry = "";
    for (Constants.Source source : all()) {
      String heading = source.file() + ", " + source.name();
      if (!heading.equals(entry)) {
        text.append(entry.isEmpty() ? "" : "\n").append(heading).append('\n');
        text.append("  ").append(source.source());
        text.append(source.date().isEmpty() ? "" : " (" + source.date() + ")").append('\n');
        entry = heading;
      }
      text.append("    ").append(source.field()).append(" = ").append(source.value()).append('\n');
    }
    return text.toString();
  }

  private static void write(JsonGenerator out) {
    out.writeStartArray();
    for (Constants.Source source : all()) {
      out.writeStartObject();
      out.writeStringProperty("file", source.file());
      out.writeStringProperty("name", source.name());
      out.writeStringProperty("field", source.field());
      out.writeStringProperty("value", source.value());
      out.writeStringProperty("date", source.date());
      out.writeStringProperty("source", source.source());
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
