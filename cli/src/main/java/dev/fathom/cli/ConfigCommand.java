package dev.fathom.cli;

import dev.fathom.server.Settings;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom config show`: what the server would be told, and by whom.
@Command(name = "config")
final class ConfigCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ServeOptions options = new ServeOptions();

  @Option(names = "--json")
  boolean json;

  @Parameters(paramLabel = "show", descriptionKey = "config.action", arity = "0..1")
  String action = "show";

  @Override
  public int run(Surroundings around) {
    if (!action.equals("show")) {
      throw Failure.ofUsage("usage.unknown-word", action, "fathom config");
    }
    List<Settings.Entry> entries = options.settings(around).entries();
    if (json) {
      Json.line(
          around.out(),
          out -> {
            out.writeStartObject();
            for (Settings.Entry entry : entries) {
              out.writeObjectPropertyStart(entry.key());
              out.writeStringProperty("value", entry.value());
              out.writeStringProperty("origin", entry.origin());
              out.writeEndObject();
            }
            out.writeEndObject();
          });
    } else {
      around.out().print(Table.facts(entries.stream().map(ConfigCommand::row).toList()));
    }
    return 0;
  }

  private static List<String> row(Settings.Entry entry) {
    String value = entry.value().isEmpty() ? "-" : entry.value();
    return List.of(entry.key(), value + "  (" + entry.origin() + ")");
  }
}
