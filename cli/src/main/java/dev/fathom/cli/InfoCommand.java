package dev.fathom.cli;

import dev.fathom.kernel.Kernels;
import dev.fathom.meter.MeterOptions;
import dev.fathom.meter.PowerModel;
import dev.fathom.meter.Sensors;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `fathom info`: what this machine is, which kernels it runs and why not the others.
@Command(name = "info")
final class InfoCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    if (json) {
      Json.line(around.out(), out -> write(out, energy(around)));
    } else {
      List<List<String>> facts = facts(around.texts());
      add(facts, around.texts(), "energy", energy(around));
      around.out().print(Table.facts(facts));
    }
    return 0;
  }

  /// Where figures of energy come from here.
  private static String energy(Surroundings around) {
    MeterOptions meter = Configuration.usual(around).meter();
    Sensors.Search search = Sensors.find(meter.sensors());
    Texts texts = around.texts();
    return search.sensor() != null
        ? "%s: %s".formatted(texts.say("energy.measured"), search.sensor().name())
        : "%s: %s; %s"
            .formatted(
                texts.say("energy.estimated"),
                PowerModel.of(meter.perCore()).words(),
                search.why());
  }

  private static String chosen() {
    return Kernels.ladder().stream()
        .filter(rung -> rung.refusal() == null)
        .findFirst()
        .orElseThrow()
        .name();
  }

  private static String system() {
    return "%s %s, %s"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }

  private static List<List<String>> facts(Texts texts) {
    List<List<String>> facts = new ArrayList<>();
    add(facts, texts, "version", Version.line());
    add(facts, texts, "java", Runtime.version(), System.getProperty("java.vendor"));
    add(facts, texts, "system", system());
    add(facts, texts, "processors", Runtime.getRuntime().availableProcessors());
    List<String> features = Kernels.processorFeatures();
    add(facts, texts, "features", features.isEmpty() ? "-" : String.join(", ", features));
    add(facts, texts, "kernels", chosen());
    for (Kernels.Rung rung : Kernels.ladder()) {
      if (rung.refusal() != null) {
        add(facts, texts, "refused", rung.name(), rung.refusal());
      } else if (!rung.name().equals(chosen())) {
        add(facts, texts, "slower", rung.name());
      }
    }
    return facts;
  }

  private static void add(List<List<String>> facts, Texts texts, String key, Object... values) {
    String[] parts = texts.say("info." + key, values).split("\\|", 2);
    facts.add(List.of(parts));
  }

  private static void write(JsonGenerator out, String energy) {
    out.writeStartObject();
    out.writeStringProperty("version", Version.line());
    out.writeStringProperty("java", Runtime.version().toString());
    out.writeStringProperty("system", system());
    out.writeNumberProperty("processors", Runtime.getRuntime().availableProcessors());
    out.writeArrayPropertyStart("features");
    Kernels.processorFeatures().forEach(out::writeString);
    out.writeEndArray();
    out.writeStringProperty("energy", energy);
    out.writeStringProperty("kernels", chosen());
    out.writeArrayPropertyStart("ladder");
    for (Kernels.Rung rung : Kernels.ladder()) {
      out.writeStartObject();
      out.writeStringProperty("name", rung.name());
      if (rung.refusal() == null) {
        out.writeNullProperty("refusal");
      } else {
        out.writeStringProperty("refusal", rung.refusal());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
