package dev.fathom.cli;

import dev.fathom.hub.CacheChange;
import dev.fathom.hub.HubCache;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `fathom du`: what the pulled models take of the disk.
@Command(name = "du")
final class DuCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    HubCache cache = PulledModels.cache(around);
    CacheChange disk = new CacheChange(cache);
    List<CacheChange.Usage> usages = disk.usage();
    long total = usages.stream().mapToLong(CacheChange.Usage::bytes).sum();
    if (json) {
      Json.line(around.out(), out -> write(out, usages, total, disk.room()));
      return 0;
    }
    Texts texts = around.texts();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(texts.say("du.header").split("\\|", -1)));
    for (CacheChange.Usage usage : usages) {
      String unfinished = usage.unfinished() == 0 ? "" : texts.bytes(usage.unfinished());
      rows.add(List.of(usage.repo().toString(), texts.bytes(usage.bytes()), unfinished));
    }
    if (!usages.isEmpty()) {
      around.out().print(Table.markdown(rows, 1));
    }
    around
        .out()
        .println(
            texts.say("du.total", texts.bytes(total), cache.folder(), texts.bytes(disk.room())));
    return 0;
  }

  private static void write(
      JsonGenerator out, List<CacheChange.Usage> usages, long total, long room) {
    out.writeStartObject();
    out.writeArrayPropertyStart("models");
    for (CacheChange.Usage usage : usages) {
      out.writeStartObject();
      out.writeStringProperty("repository", usage.repo().toString());
      out.writeNumberProperty("bytes", usage.bytes());
      out.writeNumberProperty("unfinished_bytes", usage.unfinished());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeNumberProperty("total_bytes", total);
    out.writeNumberProperty("free_bytes", room);
    out.writeEndObject();
  }
}
