package dev.fathom.cli;

import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.text.ChatTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/// `fathom inspect`: what a model file is.
@Command(name = "inspect")
final class InspectCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ModelOptions model = new ModelOptions();

  @Parameters(paramLabel = "M", descriptionKey = "model", arity = "0..1")
  @Nullable Path path;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    if (path != null && model.model != null) {
      throw Failure.ofUsage("usage.both", "M", "--model");
    }
    try (ModelFile file = ModelOptions.open(path == null ? model.model : path)) {
      ModelSummary summary = ModelSummary.of(file);
      if (json) {
        Json.line(around.out(), out -> write(out, summary));
      } else {
        around.out().print(Table.facts(facts(summary, around.texts())));
      }
    }
    return 0;
  }

  private static List<List<String>> facts(ModelSummary summary, Texts texts) {
    ModelConfig config = summary.config();
    List<List<String>> facts = new ArrayList<>();
    add(facts, texts, "model", summary.file().name());
    add(facts, texts, "format", summary.file().checkpoint().format());
    add(facts, texts, "architecture", config.architecture(), config.layers(), config.width());
    String total = texts.count(summary.parameters());
    add(facts, texts, "parameters", total, texts.count(summary.activeParameters()));
    summary
        .types()
        .forEach(
            (type, share) ->
                add(facts, texts, "type", type, share.tensors(), texts.bytes(share.bytes())));
    add(facts, texts, "context", config.context());
    add(facts, texts, "vocabulary", config.vocabulary());
    Optional<ChatTemplate> template = summary.file().template();
    String key = template.isPresent() ? "template" : "no-template";
    add(facts, texts, key, template.map(text -> text.source().length()).orElse(0));
    add(facts, texts, "size", texts.bytes(summary.weightBytes()));
    add(
        facts,
        texts,
        "memory",
        texts.bytes(summary.memoryBytes()),
        texts.bytes(summary.cacheBytesPerToken()),
        summary.usualContext());
    return facts;
  }

  private static void add(List<List<String>> facts, Texts texts, String key, Object... values) {
    String[] parts = texts.say("inspect." + key, values).split("\\|", 2);
    facts.add(List.of(parts));
  }

  private static void write(JsonGenerator out, ModelSummary summary) {
    ModelConfig config = summary.config();
    out.writeStartObject();
    out.writeStringProperty("model", summary.file().name());
    out.writeStringProperty("format", summary.file().checkpoint().format());
    out.writeStringProperty("architecture", config.architecture());
    out.writeNumberProperty("parameters", summary.parameters());
    out.writeNumberProperty("active_parameters", summary.activeParameters());
    out.writeNumberProperty("layers", config.layers());
    out.writeNumberProperty("width", config.width());
    out.writeNumberProperty("context", config.context());
    out.writeNumberProperty("vocabulary", config.vocabulary());
    writeTypes(out, summary);
    out.writeName("template");
    out.writeString(summary.file().template().map(ChatTemplate::source).orElse(null));
    out.writeNumberProperty("size_bytes", summary.weightBytes());
    out.writeObjectPropertyStart("memory");
    out.writeNumberProperty("weights_bytes", summary.weightBytes());
    out.writeNumberProperty("cache_bytes_per_token", summary.cacheBytesPerToken());
    out.writeNumberProperty("context", summary.usualContext());
    out.writeNumberProperty("total_bytes", summary.memoryBytes());
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void writeTypes(JsonGenerator out, ModelSummary summary) {
    out.writeObjectPropertyStart("types");
    summary
        .types()
        .forEach(
            (type, share) -> {
              out.writeObjectPropertyStart(type);
              out.writeNumberProperty("tensors", share.tensors());
              out.writeNumberProperty("elements", share.elements());
              out.writeNumberProperty("bytes", share.bytes());
              out.writeEndObject();
            });
    out.writeEndObject();
  }
}
