package dev.fathom.cli;

import dev.fathom.hub.CacheChange;
import dev.fathom.hub.ModelName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom rm`: takes a model out of the cache.
@Command(name = "rm")
final class RmCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", descriptionKey = "hub-name")
  String model = "";

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    ModelName.Hosted name = PulledModels.hosted(model);
    boolean whole = !model.contains("@");
    long freed = new CacheChange(PulledModels.cache(around)).remove(name, whole);
    if (json) {
      Json.line(
          around.out(),
          out -> {
            out.writeStartObject();
            out.writeStringProperty("removed", name.toString());
            out.writeNumberProperty("freed_bytes", freed);
            out.writeEndObject();
          });
    } else {
      around.note("rm.done", name, around.texts().bytes(freed));
    }
    return 0;
  }
}
