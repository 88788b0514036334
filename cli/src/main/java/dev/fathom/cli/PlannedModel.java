package dev.fathom.cli;

import dev.fathom.format.FormatException;
import dev.fathom.format.Metadata;
import dev.fathom.meter.ByteCount;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.model.ModelSummary;
import dev.fathom.model.ParameterCount;
import dev.fathom.model.WeightTraffic;
import dev.fathom.plan.AttentionShape;
import dev.fathom.plan.ExpertShape;
import dev.fathom.plan.ModelLibrary;
import dev.fathom.plan.ModelShape;
import dev.fathom.plan.Parameters;
import dev.fathom.plan.Precision;
import dev.fathom.plan.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The model of a plan: a built-in shape by name, a `config.json`, or a file with weights, of which
/// only the directory is read.
record PlannedModel(ModelShape shape, Weights weights) {
  private static final String USUAL = "bf16";

  /// The model `word`; `precision` overrides how its weights are kept.
  static PlannedModel of(String word, @Nullable String precision) {
    if (ModelLibrary.has(word)) {
      ModelShape shape = ModelLibrary.of(word);
      return of(shape, precision == null ? ModelLibrary.precision(word) : precision);
    }
    Path path = Path.of(word);
    if (!Files.exists(path)) {
      throw Failure.of("plan.model", word, String.join(", ", ModelLibrary.names()));
    }
    Path config = config(path);
    if (config != null) {
      Path folder = config.toAbsolutePath().normalize().getParent();
      String name = folder == null ? word : String.valueOf(folder.getFileName());
      ModelShape shape = shape(name, ModelFile.configOf(config));
      return of(shape, precision == null ? published(config) : precision);
    }
    try (ModelFile file = ModelFile.openDirectory(ModelOptions.checked(path))) {
      ModelShape shape = shape(file.name(), file.config());
      return precision == null ? new PlannedModel(shape, weights(file)) : of(shape, precision);
    } catch (FormatException unreadable) {
      throw Failure.because(unreadable, "plan.header", String.valueOf(unreadable.getMessage()));
    }
  }

  /// The `config.json` that is all there is: `path` itself, or the one in a folder without weights.
  private static @Nullable Path config(Path path) {
    if (path.toString().endsWith(".json")) {
      return path.toString().endsWith(".index.json") ? null : path;
    }
    Path inside = path.resolve("config.json");
    return Files.isRegularFile(inside) && !hasWeights(path) ? inside : null;
  }

  private static boolean hasWeights(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(
          file -> file.toString().matches(".*\\.(safetensors|index\\.json|gguf)"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// How the weights that belong to a `config.json` are kept.
  private static String published(Path config) {
    try {
      Metadata json = Metadata.ofJson(config.toString(), Files.readAllBytes(config));
      if (json.findObject("quantization_config").isPresent()) {
        return "fp8"; // ModelFile refuses any other
      }
      String type = json.findString("torch_dtype").or(() -> json.findString("dtype")).orElse("");
      return Map.of("float16", "f16", "float32", "f32").getOrDefault(type, USUAL);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// The model of a `config.json`, whose weights take `bytes`.
  static PlannedModel ofConfig(String name, Path config, long bytes) {
    ModelShape shape = shape(name, ModelFile.configOf(config));
    double bits = 8.0 * bytes / shape.parameters().total();
    return of(shape, bits > 12 ? USUAL : bits > 6 ? "fp8" : "q4_k_m");
  }

  private static PlannedModel of(ModelShape shape, String precision) {
    return new PlannedModel(shape, Weights.of(shape, Precision.of(precision)));
  }

  /// The weights as they lie in the file; products as most of their bytes are.
  private static Weights weights(ModelFile file) {
    ModelSummary summary = file.summary();
    String type =
        summary.types().entrySet().stream()
            .max(Map.Entry.comparingByValue((a, b) -> Long.compare(a.bytes(), b.bytes())))
            .map(entry -> entry.getKey().toLowerCase(Locale.ROOT))
            .orElse(USUAL);
    WeightTraffic traffic = file.traffic();
    long tensors = summary.types().values().stream().mapToLong(ModelSummary.TypeUse::bytes).sum();
    return new Weights(
        precision(type),
        new ByteCount(traffic.always()),
        new ByteCount(traffic.routed()),
        new ByteCount(Math.max(tensors, traffic.always() + traffic.routed())));
  }

  /// The precision called `type`, else, for quantised types nobody has listed, one like q8_0.
  private static Precision precision(String type) {
    try {
      return Precision.of(type.startsWith("f8") ? "fp8" : type);
    } catch (IllegalArgumentException unlisted) {
      return Precision.of(type.matches("i?q.*") ? "q8_0" : USUAL);
    }
  }

  private static ModelShape shape(String name, ModelConfig config) {
    AttentionShape attention =
        switch (config.attention()) {
          case AttentionConfig.GroupedQuery of ->
              new AttentionShape.Grouped(
                  of.heads(), of.groups(), (of.keyWidth() + of.valueWidth()) / 2);
          case AttentionConfig.Latent of ->
              new AttentionShape.Latent(
                  of.heads(), of.latentRank(), of.nopeWidth(), of.ropeWidth(), of.valueWidth());
        };
    return new ModelShape(
        name,
        parameters(config),
        config.layers(),
        config.width(),
        attention,
        experts(config),
        config.context());
  }

  private static @Nullable ExpertShape experts(ModelConfig config) {
    ExpertsConfig experts = config.experts();
    int layers = sparseLayers(config);
    return experts == null || layers == 0
        ? null
        : new ExpertShape(experts.count(), experts.used(), layers);
  }

  private static int sparseLayers(ModelConfig config) {
    int layers = 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      layers += config.sparse(layer) ? 1 : 0;
    }
    return layers;
  }

  private static Parameters parameters(ModelConfig config) {
    ParameterCount count = config.parameters();
    ExpertsConfig experts = config.experts();
    double routed =
        experts == null
            ? 0
            : 3.0 * sparseLayers(config) * experts.count() * config.width() * experts.width();
    double head = (double) config.vocabulary() * config.width();
    return new Parameters(
        count.total(), count.active(), count.activeWithoutEmbedding(), head, routed);
  }
}
