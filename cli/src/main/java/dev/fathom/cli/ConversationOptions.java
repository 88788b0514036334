package dev.fathom.cli;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.meter.MeterOptions;
import dev.fathom.meter.Tariff;
import dev.fathom.model.ModelFile;
import dev.fathom.server.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `ask` and `chat` share.
final class ConversationOptions {
  @Mixin final ModelOptions model = new ModelOptions();
  @Mixin final ComputeOptions compute = new ComputeOptions();
  @Mixin final SamplingOptions sampling = new SamplingOptions();
  @Mixin final ContextOption context = new ContextOption();
  @Mixin final CacheOption cache = new CacheOption();

  @Option(names = "--system", paramLabel = "TEXT")
  @Nullable String system;

  @Option(names = "--hide-thinking")
  boolean hideThinking;

  @Option(names = "--json")
  boolean json;

  /// What energy costs, as the configuration says; read when a model is opened.
  Tariff tariff = Tariff.DEFAULTS;

  /// What is said aloud while an answer runs.
  Speaker.Voice voice() {
    if (json) {
      return Speaker.Voice.NOTHING;
    }
    return hideThinking ? Speaker.Voice.ANSWER : Speaker.Voice.ALL;
  }

  /// What is said when an answer is whole: one JSON object, or a line of figures beside it.
  void report(Reply reply, String modelName, double loadMillis, Surroundings around) {
    if (json) {
      Reply told = hideThinking ? reply.withoutThinking() : reply;
      Json.line(around.out(), out -> told.write(out, modelName, loadMillis, tariff));
    } else {
      Summary.print(reply, tariff, around);
    }
    around.out().flush();
  }

  /// One line about who computes what, for those who want to see everything.
  void describe(Fathom fathom, Surroundings around) {
    around.note(
        "ask.setup",
        fathom.file().name(),
        fathom.kernels().name(),
        fathom.kernels().team().threads(),
        around.texts().bytes(fathom.file().checkpoint().bytes()),
        cache.cache);
  }

  /// Fails where an option is wrong whatever the model.
  void check() {
    compute.check();
    sampling.check();
    context.check();
    cache.type();
  }

  /// Sets up the model at `path` (null: the embedded one), with progress if it takes long.
  Fathom open(@Nullable Path path, Surroundings around) {
    Settings settings = Configuration.usual(around);
    tariff = settings.tariff();
    MeterOptions meter = settings.meter();
    try (Progress _ = Progress.start(around, "progress.load")) {
      ModelFile file = ModelOptions.open(path, around);
      FathomOptions options;
      try {
        options = options(file).withMeter(meter);
      } catch (Throwable failure) {
        file.close();
        throw failure;
      }
      return Fathom.open(file, options);
    }
  }

  private FathomOptions options(ModelFile file) {
    FathomOptions options = FathomOptions.DEFAULTS.withCacheType(cache.type());
    if (compute.kernels != null) {
      options = options.withKernels(compute.kernels);
    }
    if (compute.threads != null) {
      options = options.withThreads(compute.threads);
    }
    return context.context == null
        ? options
        : options.withContext(context.of(file, Integer.MAX_VALUE));
  }
}
