package dev.fathom.cli;

import dev.fathom.hub.KeptModel;
import dev.fathom.hub.ShortName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/// `fathom show`: what a pulled model is, or which short names there are.
@Command(name = "show")
final class ShowCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", descriptionKey = "hub-name-or-none", arity = "0..1")
  @Nullable String model;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    if (model == null) {
      return showNames(around);
    }
    KeptModel kept = PulledModels.cache(around).show(PulledModels.hosted(model));
    if (json) {
      Json.line(around.out(), out -> write(out, kept));
    } else {
      around.out().print(Table.facts(facts(kept, around.texts())));
    }
    return 0;
  }

  private int showNames(Surroundings around) {
    if (json) {
      Json.line(around.out(), ShowCommand::writeNames);
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(around.texts().say("show.header").split("\\|", -1)));
    for (ShortName name : ShortName.all()) {
      rows.add(List.of(name.word(), name.repository(), name.licence(), name.trueName()));
    }
    around.out().print(Table.markdown(rows, 4));
    return 0;
  }

  private static void writeNames(JsonGenerator out) {
    out.writeStartArray();
    for (ShortName name : ShortName.all()) {
      out.writeStartObject();
      out.writeStringProperty("name", name.word());
      out.writeStringProperty("repository", name.repository());
      out.writeStringProperty("licence", name.licence());
      out.writeStringProperty("true_name", name.trueName());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static List<List<String>> facts(KeptModel model, Texts texts) {
    List<List<String>> facts = new ArrayList<>();
    add(facts, texts, "model", model.repo());
    add(facts, texts, "true-name", model.trueName());
    add(facts, texts, "licence", PullCommand.licence(model.licence(), texts));
    add(facts, texts, "commit", model.commit(), String.join(", ", model.revisions()));
    add(facts, texts, "size", texts.bytes(model.bytes()), model.files().size());
    for (String file : model.files()) {
      add(facts, texts, "file", file);
    }
    add(facts, texts, "folder", model.folder());
    return facts;
  }

  private static void add(List<List<String>> facts, Texts texts, String key, Object... values) {
    facts.add(List.of(texts.say("show." + key, values).split("\\|", 2)));
  }

  static void write(JsonGenerator out, KeptModel model) {
    out.writeStartObject();
    out.writeStringProperty("repository", model.repo().toString());
    out.writeStringProperty("short_name", model.shortName());
    out.writeStringProperty("true_name", model.trueName());
    out.writeStringProperty("licence", model.licence());
    out.writeStringProperty("commit", model.commit());
    out.writeArrayPropertyStart("revisions");
    model.revisions().forEach(out::writeString);
    out.writeEndArray();
    out.writeNumberProperty("bytes", model.bytes());
    out.writeStringProperty("folder", model.folder().toString());
    out.writeArrayPropertyStart("files");
    model.files().forEach(out::writeString);
    out.writeEndArray();
    out.writeEndObject();
  }
}
