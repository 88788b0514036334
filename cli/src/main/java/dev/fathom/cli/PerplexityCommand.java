package dev.fathom.cli;

import dev.fathom.tensor.ElementType;
import dev.fathom.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `fathom perplexity`: how surprised the model is by a text, as llama-perplexity measures it.
@Command(name = "perplexity")
final class PerplexityCommand implements Verb {
  private static final int USUAL_CONTEXT = 512;

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ModelOptions model = new ModelOptions();
  @Mixin final ComputeOptions compute = new ComputeOptions();
  @Mixin final ContextOption context = new ContextOption();
  @Mixin final CacheOption cache = new CacheOption();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "TEXT",
      required = true)
  @Nullable Path file;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) throws Exception {
    context.check();
    ElementType cacheType = cache.type();
    String text =
        Input.text(Files.readAllBytes(ModelOptions.checked(Objects.requireNonNull(file))));
    try (LoadedModel loaded = LoadedModel.load(model.model, compute, around)) {
      int window = context.of(loaded.file(), USUAL_CONTEXT);
      Tokenizer tokenizer = loaded.file().tokenizer();
      int[] tokens = SpecialTokens.withBos(tokenizer, tokenizer.encode(text, false));
      Perplexity perplexity = new Perplexity(loaded, cacheType, window);
      Perplexity.Result result;
      try (Progress progress = Progress.start(around, "progress.perplexity")) {
        result = perplexity.of(tokens, progress);
      }
      print(result, loaded, around);
    }
    return 0;
  }

  private void print(Perplexity.Result result, LoadedModel loaded, Surroundings around) {
    if (json) {
      Json.line(around.out(), out -> write(out, result, loaded));
    } else {
      around
          .out()
          .println(
              around
                  .texts()
                  .say(
                      "perplexity.result",
                      result.perplexity(),
                      result.uncertainty(),
                      result.scored(),
                      result.chunks(),
                      result.context()));
    }
  }

  private void write(JsonGenerator out, Perplexity.Result result, LoadedModel loaded) {
    out.writeStartObject();
    out.writeStringProperty("model", loaded.file().name());
    out.writeStringProperty("file", String.valueOf(file));
    out.writeNumberProperty("perplexity", result.perplexity());
    out.writeNumberProperty("uncertainty", result.uncertainty());
    out.writeStringProperty("cache", cache.cache);
    out.writeNumberProperty("context", result.context());
    out.writeNumberProperty("chunks", result.chunks());
    out.writeNumberProperty("tokens", result.tokens());
    out.writeNumberProperty("tokens_scored", result.scored());
    out.writeEndObject();
  }
}
