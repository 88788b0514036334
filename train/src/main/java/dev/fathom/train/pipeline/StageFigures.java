package dev.fathom.train.pipeline;

import dev.fathom.model.ModelConfig;
import dev.fathom.train.recipe.ModelShape;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.runs.MetricsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a stage took.
///
/// @param steps that were taken, or rounds
/// @param tokens learned from
/// @param sampled tokens that were drawn to learn from
/// @param seconds of work, sampling and looking included
/// @param learning seconds of the steps alone
/// @param cpuSeconds of the process
/// @param joules estimated from these
/// @param peak FLOP/s of the machine, 0 where unknown
public record StageFigures(
    int steps,
    long tokens,
    long sampled,
    double seconds,
    double learning,
    double cpuSeconds,
    double joules,
    double peak) {
  /// From a stage's folder; zeros where there is none.
  public static StageFigures read(Path folder) throws IOException {
    List<JsonNode> lines = MetricsFile.read(folder.resolve("metrics.jsonl"));
    int steps = 0;
    long tokens = 0;
    long sampled = 0;
    double learning = 0;
    for (JsonNode line : lines) {
      if (line.has("tokens") || line.has("sampled_tokens")) {
        steps = Math.max(steps, line.path("step").asInt());
        tokens += line.path("tokens").asLong(0);
        sampled += line.path("sampled_tokens").asLong(0);
        double speed = line.path("tokens_per_second").asDouble(0);
        learning += speed > 0 ? line.path("tokens").asLong(0) / speed : 0;
      }
    }
    return new StageFigures(
        steps,
        tokens,
        sampled,
        sum(lines, "seconds"),
        learning,
        sum(lines, "cpu_seconds"),
        sum(lines, "joules"),
        MachineNote.read(folder).peak());
  }

  private static double sum(List<JsonNode> lines, String key) {
    return lines.stream().mapToDouble(line -> line.path(key).asDouble(0)).sum();
  }

  public double kilowattHours() {
    return joules / 3.6e6;
  }

  /// What a token takes forward and backward: 6 times the weights that work on it (Kaplan et al.
  /// 2020); attention's products of token with token are left out.
  public static double flopsOfToken(Recipe recipe) {
    ModelShape shape = recipe.model();
    ModelConfig config = shape.config(recipe.tokenizer().vocabulary());
    long table = (long) config.vocabulary() * config.width();
    double blocks = config.parameters().active() - (config.tiedEmbeddings() ? 1 : 2) * table;
    // one more block behind a projection of two widths, and the head again
    double foresight = blocks / config.layers() + 2.0 * config.width() * config.width() + table;
    return 6 * (blocks + table + (shape.mtp() > 0 ? foresight : 0));
  }

  /// Of learning, and a third of it for each token that was drawn.
  public double allFlops(Recipe recipe) {
    return (tokens + sampled / 3.0) * flopsOfToken(recipe);
  }

  /// Of learning.
  public double flops(Recipe recipe) {
    return tokens * flopsOfToken(recipe);
  }

  /// The share of the machine's speed that learning used; 0 where that speed is unknown.
  public double utilisation(Recipe recipe) {
    return peak > 0 && learning > 0 ? flops(recipe) / learning / peak : 0;
  }

  public StageFigures plus(StageFigures other) {
    return new StageFigures(
        steps + other.steps,
        tokens + other.tokens,
        sampled + other.sampled,
        seconds + other.seconds,
        learning + other.learning,
        cpuSeconds + other.cpuSeconds,
        joules + other.joules,
        Math.max(peak, other.peak));
  }
}
