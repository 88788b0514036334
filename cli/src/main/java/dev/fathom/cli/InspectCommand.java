package dev.fathom.cli;

import dev.fathom.model.ModelFile;
import dev.fathom.model.ModelSummary;
import dev.fathom.tensor.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  @Mixin final CacheOption cache = new CacheOption();

  @Parameters(paramLabel = "M", descriptionKey = "model", arity = "0..1")
  @Nullable Path path;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    if (path != null && model.model != null) {
      throw Failure.ofUsage("usage.both", "M", "--model");
    }
    ElementType cacheType = cache.type();
    try (ModelFile file = ModelOptions.open(path == null ? model.model : path, around)) {
      ModelSummary summary = file.summary(cacheType);
      if (json) {
        Json.line(around.out(), out -> write(out, summary));
      } else {
        around.out().print(Table.facts(facts(summary, around.texts())));
      }
    }
    return 0;
  }

  private static List<List<String>> facts(ModelSummary summary, Texts texts) {
    List<List<String>> facts = new ArrayList<>();
    add(facts, texts, "model", summary.name());
    add(facts, texts, "format", summary.format());
    add(facts, texts, "architecture", summary.architecture(), summary.layers(), summary.width());
    String total = texts.count(summary.parameters().total());
    add(facts, texts, "parameters", total, texts.count(summary.parameters().active()));
    summary
        .types()
        .forEach(
            (type, use) ->
                add(facts, texts, "type", type, use.tensors(), texts.bytes(use.bytes())));
    add(facts, texts, "context", summary.context());
    add(facts, texts, "vocabulary", summary.vocabulary());
    add(facts, texts, summary.hasTemplate() ? "template" : "no-template");
    add(facts, texts, "size", texts.bytes(summary.bytes()));
    String memory = texts.bytes(summary.memoryBytes());
    String token = texts.bytes(summary.cacheBytesPerToken());
    String type = CacheOption.name(summary.cacheType());
    add(facts, texts, "memory", memory, token, type, summary.cacheTokens());
    return facts;
  }

  private static void add(List<List<String>> facts, Texts texts, String key, Object... values) {
    String[] parts = texts.say("inspect." + key, values).split("\\|", 2);
    facts.add(List.of(parts));
  }

  private static void write(JsonGenerator out, ModelSummary summary) {
    out.writeStartObject();
    out.writeStringProperty("model", summary.name());
    out.writeStringProperty("format", summary.format());
    out.writeStringProperty("architecture", summary.architecture());
    out.writeNumberProperty("parameters", summary.parameters().total());
    out.writeNumberProperty("active_parameters", summary.parameters().active());
    writeTypes(out, summary);
    out.writeNumberProperty("layers", summary.layers());
    out.writeNumberProperty("width", summary.width());
    out.writeNumberProperty("context", summary.context());
    out.writeNumberProperty("vocabulary", summary.vocabulary());
    out.writeBooleanProperty("template", summary.hasTemplate());
    out.writeNumberProperty("size_bytes", summary.bytes());
    out.writeNumberProperty("active_bytes", summary.activeBytes());
    out.writeObjectPropertyStart("memory");
    out.writeStringProperty("cache", CacheOption.name(summary.cacheType()));
    out.writeNumberProperty("cache_bytes_per_token", summary.cacheBytesPerToken());
    out.writeNumberProperty("cache_tokens", summary.cacheTokens());
    out.writeNumberProperty("total_bytes", summary.memoryBytes());
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void writeTypes(JsonGenerator out, ModelSummary summary) {
    out.writeObjectPropertyStart("types");
    summary
        .types()
        .forEach(
            (type, use) -> {
              out.writeObjectPropertyStart(type);
              out.writeNumberProperty("tensors", use.tensors());
              out.writeNumberProperty("bytes", use.bytes());
              out.writeEndObject();
            });
    out.writeEndObject();
  }
}
