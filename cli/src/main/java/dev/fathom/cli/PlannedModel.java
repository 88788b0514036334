package dev.fathom.cli;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
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
    if (word.endsWith(".json")) {
      Path folder = path.toAbsolutePath().normalize().getParent();
      String name = folder == null ? word : String.valueOf(folder.getFileName());
      return of(shape(name, ModelFile.configOf(path)), precision == null ? USUAL : precision);
    }
    try (ModelFile file = ModelOptions.open(path)) {
      ModelShape shape = shape(file.name(), file.config());
      return precision == null ? new PlannedModel(shape, weights(file)) : of(shape, precision);
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
    return new Weights(
        precision(type),
        new ByteCount(traffic.always()),
        new ByteCount(traffic.routed()),
        new ByteCount(Math.max(summary.bytes(), traffic.always() + traffic.routed())));
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
