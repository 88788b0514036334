package dev.fathom.cli;

import dev.fathom.hub.HubCache;
import dev.fathom.hub.KeptModel;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `fathom list`: the models that are here.
@Command(name = "list")
final class ListCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    HubCache cache = PulledModels.cache(around);
    List<KeptModel> models = cache.list();
    if (json) {
      Json.line(around.out(), out -> write(out, models));
    } else if (models.isEmpty()) {
      around.note("list.empty", cache.folder());
    } else {
      around.out().print(Table.markdown(rows(models, around.texts()), 4));
    }
    return 0;
  }

  private static List<List<String>> rows(List<KeptModel> models, Texts texts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(texts.say("list.header").split("\\|", -1)));
    for (KeptModel model : models) {
      String revision =
          model.revisions().isEmpty()
              ? model.commit().substring(0, 8)
              : String.join(", ", model.revisions());
      rows.add(
          List.of(
              model.repo().toString(),
              model.shortName(),
              revision,
              model.licence(),
              texts.bytes(model.bytes())));
    }
    return rows;
  }

  private static void write(JsonGenerator out, List<KeptModel> models) {
    out.writeStartArray();
    for (KeptModel model : models) {
      ShowCommand.write(out, model);
    }
    out.writeEndArray();
  }
}
