package dev.fathom.train.recipe;

import dev.fathom.train.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads a recipe's TOML.
final class RecipeReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Range COUNT = Range.of(1, 1_000_000_000);

  private final String file;
  private final String toml;

  RecipeReader(String file, String toml) {
    this.file = file;
    this.toml = toml;
  }

  Recipe read() {
    ConfigTable root = ConfigTable.parse(file, toml);
    String name = name(root);
    long seed = root.integer("seed", 1, Range.of(0, Integer.MAX_VALUE));
    ModelShape model = model(root.table("model"));
    TokenizerConfig tokenizer = tokenizer(root.table("tokenizer"));
    ComputeConfig compute = compute(root.table("compute"));
    List<StageConfig> stages = new ArrayList<>();
    for (ConfigTable table : root.list("stage")) {
      StageConfig stage = new StageReader(table, file, model.context()).read(name(table));
      order(table, stage, stages);
      stages.add(stage);
    }
    root.finish();
    return new Recipe(name, seed, model, tokenizer, compute, stages, toml);
  }

  private static String name(ConfigTable table) {
    String name = table.text("name");
    if (!NAME.matcher(name).matches()) {
      throw table.wrong("name", name, "small letters, digits, dots and dashes");
    }
    return name;
  }

  private static void order(ConfigTable table, StageConfig stage, List<StageConfig> before) {
    if (!stage.from().isEmpty() && !contains(before, stage.from(), false)) {
      throw table.wrong("from", stage.from(), "a stage that learns, before '" + stage.name() + "'");
    }
    if (stage instanceof StageConfig.Learning learning) {
      for (String traces : learning.traces().keySet()) {
        if (!contains(before, traces, true)) {
          throw table.wrong(
              "traces", traces, "a stage that gathers, before '" + stage.name() + "'");
        }
      }
    }
    if (before.stream().anyMatch(each -> each.name().equals(stage.name()))) {
      throw table.wrong("name", stage.name(), "another than that of the stages before");
    }
  }

  private static boolean contains(List<StageConfig> stages, String name, boolean gathers) {
    return stages.stream()
        .anyMatch(
            each -> each.name().equals(name) && each instanceof StageConfig.Gathering == gathers);
  }

  private TokenizerConfig tokenizer(ConfigTable table) {
    TokenizerConfig tokenizer =
        new TokenizerConfig(
            table.integer("vocabulary", 512, Range.of(300, 65_536)),
            table.integer("problems", 20_000, COUNT));
    table.finish();
    return tokenizer;
  }

  private static ComputeConfig compute(ConfigTable table) {
    ComputeConfig compute =
        new ComputeConfig(
            table.flag("half-precision", true),
            table.integer("micro-tokens", 4096, Range.of(16, 1 << 26)),
            table.flag("every-expert", false));
    table.finish();
    return compute;
  }

  private ModelShape model(ConfigTable table) {
    Range size = Range.of(1, 65_536);
    Range none = Range.of(0, 65_536);
    ModelShape.Attention attention =
        new ModelShape.Attention(
            table.integer("heads", 4, size),
            table.integer("query-rank", 0, none),
            table.integer("latent-rank", 64, none),
            table.integer("nope-width", 32, size),
            table.integer("rope-width", 16, size),
            table.integer("value-width", 32, size));
    ModelShape.Experts experts =
        new ModelShape.Experts(
            table.integer("experts", 8, none),
            table.integer("experts-chosen", 2, none),
            table.integer("experts-shared", 1, none),
            table.integer("expert-width", 160, size));
    ModelShape shape;
    try {
      shape =
          new ModelShape(
              table.integer("width", 192, size),
              table.integer("layers", 8, Range.of(1, 1000)),
              table.integer("dense-layers", 1, Range.of(0, 1000)),
              table.integer("context", 512, Range.of(16, 1 << 20)),
              table.integer("dense-width", 512, size),
              attention,
              experts,
              table.integer("mtp-layers", 1, Range.of(0, 1)),
              table.flag("tied-embeddings", false));
      shape.config(512);
    } catch (IllegalArgumentException e) {
      throw new TrainingException(file + ": model: " + e.getMessage(), e);
    }
    table.finish();
    return shape;
  }
}
