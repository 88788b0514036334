package dev.fathom.cli;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.train.evaluate.Answered;
import dev.fathom.train.evaluate.Answerer;
import dev.fathom.train.evaluate.Asked;
import dev.fathom.train.evaluate.EndpointAnswerer;
import dev.fathom.train.evaluate.EngineAnswerer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Who is asked: a model here, or one behind OpenAI's API.
final class EvalModel {
  private static final String KEY = "FATHOM_ENDPOINT_KEY";
  private static final int USUAL_CONTEXT = 4096;
  private static final long CACHE_BYTES = 512L << 20;

  @Mixin final ModelOptions model = new ModelOptions();
  @Mixin final ComputeOptions compute = new ComputeOptions();

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      descriptionKey = "eval-context")
  @Nullable Integer context;

  @Option(names = "--together", paramLabel = "N", descriptionKey = "eval-together")
  int together = 64;

  @Option(names = "--endpoint", paramLabel = "URL", descriptionKey = "eval-endpoint")
  @Nullable URI endpoint;

  @Option(names = "--api-model", paramLabel = "NAME", descriptionKey = "eval-api-model")
  @Nullable String apiModel;

  @Option(names = "--timeout", paramLabel = "S", descriptionKey = "eval-timeout")
  int timeout = 600;

  /// Whoever calls closes it.
  Answerer open(Surroundings around) {
    if (together < 1 || together > 1024) {
      throw Failure.ofUsage("usage.range", "--together", together, "1 .. 1024");
    }
    if (endpoint == null) {
      return here(around);
    }
    if (model.model != null) {
      throw Failure.ofUsage("usage.both", "--model", "--endpoint");
    }
    if (apiModel == null) {
      throw Failure.ofUsage("usage.missing", "--api-model", "fathom eval");
    }
    String key = around.environment().getOrDefault(KEY, "");
    Duration patience = Duration.ofSeconds(Math.max(1, timeout));
    return new EndpointAnswerer(
        new EndpointAnswerer.Endpoint(endpoint, apiModel, key, patience, together));
  }

  private Answerer here(Surroundings around) {
    compute.check();
    try (Progress _ = Progress.start(around, "progress.load")) {
      ModelFile file = ModelOptions.open(model.model);
      String name = file.name();
      return new Owning(name, Fathom.open(file, options(file.config())), together);
    }
  }

  private FathomOptions options(ModelConfig config) {
    int whole = context == null ? Math.min(USUAL_CONTEXT, config.context()) : context;
    long fits = CACHE_BYTES / config.cacheBytesPerToken(ElementType.F16);
    long cache = Math.max(whole, Math.min((long) together * whole, fits));
    FathomOptions options =
        FathomOptions.DEFAULTS
            .withThreads(compute.threads == null ? 0 : compute.threads)
            .withContext(whole)
            .withCacheTokens((int) Math.min(cache, Integer.MAX_VALUE))
            .withSequences(together, together);
    return compute.kernels == null ? options : options.withKernels(compute.kernels);
  }

  /// An engine of its own, closed with it.
  private static final class Owning implements Answerer {
    private final Fathom fathom;
    private final EngineAnswerer engine;

    Owning(String name, Fathom fathom, int together) {
      this.fathom = fathom;
      this.engine = new EngineAnswerer(name, fathom, together);
    }

    @Override
    public String name() {
      return engine.name();
    }

    @Override
    public List<Answered> answer(List<Asked> questions) {
      return engine.answer(questions);
    }

    @Override
    public void close() {
      fathom.close();
    }
  }
}
