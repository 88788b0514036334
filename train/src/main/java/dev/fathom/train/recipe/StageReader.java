package dev.fathom.train.recipe;

import dev.fathom.train.PolicyLoss;
import dev.fathom.train.TrainingException;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one stage of a recipe.
final class StageReader {
  private static final Range COUNT = Range.of(1, 1_000_000_000);
  private static final Range NONE = Range.of(0, 1_000_000_000);
  private static final Range SMALL = Range.of(0, 100);

  private enum Kind {
    PRETRAIN,
    SFT,
    GRPO,
    REJECT,
    DISTIL
  }

  private final ConfigTable table;
  private final String file;
  private final int context;

  StageReader(ConfigTable table, String file, int context) {
    this.table = table;
    this.file = file;
    this.context = context;
  }

  StageConfig read(String name) {
    table.text("kind");
    Kind kind = table.choice("kind", Kind.PRETRAIN);
    String from = table.text("from", "");
    if (from.isEmpty() && kind != Kind.PRETRAIN && kind != Kind.DISTIL) {
      throw table.wrong("from", "nothing", "the stage it begins with");
    }
    try {
      StageConfig stage =
          switch (kind) {
            case PRETRAIN -> learning(name, from, false);
            case SFT -> learning(name, from, true);
            case GRPO -> policy(name, from);
            case REJECT -> gathering(name, from, null);
            case DISTIL -> gathering(name, from, teacher());
          };
      table.finish();
      return stage;
    } catch (IllegalArgumentException e) {
      throw new TrainingException("%s: stage %s: %s".formatted(file, name, e.getMessage()), e);
    }
  }

  private StageConfig learning(String name, String from, boolean masked) {
    return new StageConfig.Learning(
        name,
        from,
        table.integer("steps", 1000, COUNT),
        table.integer("batch-tokens", 16_384, Range.of(16, 1 << 26)),
        optimization(3e-3, 0.02),
        schedule(Schedule.Kind.WSD),
        keeping(),
        traces(),
        mix(masked));
  }

  private StageConfig policy(String name, String from) {
    PolicyLoss loss =
        new PolicyLoss(
            table.choice("loss", PolicyLoss.Kind.DAPO),
            table.number("clip-low", 0.2, Range.SHARE),
            table.number("clip-high", 0.28, SMALL),
            table.number("kl", 0, SMALL),
            table.integer("longest", 256, Range.of(8, context)));
    return new StageConfig.Policy(
        name,
        from,
        table.integer("steps", 100, COUNT),
        table.integer("prompts", 48, COUNT),
        table.integer("group", 16, Range.of(2, 1024)),
        table.number("temperature", 1, Range.POSITIVE),
        table.integer("updates", 1, Range.of(1, 100)),
        table.choice("overlong", StageConfig.Overlong.MASK),
        loss,
        table.choice("reward", StageConfig.Reward.ACCURACY),
        new StageConfig.Band(
            table.number("band-low", 0.2, Range.SHARE),
            table.number("band-high", 0.8, Range.SHARE)),
        optimization(2e-5, 0),
        schedule(Schedule.Kind.CONSTANT),
        keeping(),
        mix(true));
  }

  private Map<String, Double> traces() {
    ConfigTable traces = table.table("traces");
    Map<String, Double> shares = new LinkedHashMap<>();
    traces.names().forEach(stage -> shares.put(stage, traces.number(stage, 0, Range.SHARE)));
    return shares;
  }

  private StageConfig.Gathering gathering(
      String name, String from, StageConfig.@Nullable Teacher teacher) {
    return new StageConfig.Gathering(
        name,
        from,
        table.integer("rounds", 100, COUNT),
        table.integer("questions", 200, COUNT),
        table.integer("samples", 16, Range.of(1, 4096)),
        table.integer("most", 4, Range.of(1, 4096)),
        table.number("temperature", 1, Range.POSITIVE),
        table.integer("longest", Math.min(context, 384), Range.of(8, 1 << 20)),
        teacher,
        mix(true));
  }

  private StageConfig.Teacher teacher() {
    ConfigTable inner = table.table("teacher");
    StageConfig.Teacher teacher =
        new StageConfig.Teacher(
            inner.text("place"),
            inner.text("model", "default"),
            inner.text("key-variable", ""),
            inner.integer("timeout", 120, Range.of(1, 86_400)),
            inner.integer("together", 4, Range.of(1, 1024)));
    inner.finish();
    return teacher;
  }

  private Optimization optimization(double rate, double matrixRate) {
    return new Optimization(
        table.number("matrix-rate", matrixRate, SMALL),
        table.number("rate", rate, Range.POSITIVE),
        table.number("weight-decay", 0.05, SMALL),
        table.number("beta1", 0.9, Range.SHARE),
        table.number("beta2", 0.97, Range.SHARE),
        table.number("clip", 1, SMALL),
        table.number("mtp-weight", 0.3, SMALL),
        table.number("balance-weight", 1e-4, SMALL),
        table.number("bias-step", 1e-3, SMALL));
  }

  private Schedule schedule(Schedule.Kind kind) {
    return new Schedule(
        table.choice("schedule", kind),
        table.integer("warm-up", 20, NONE),
        table.number("decay", 0.2, Range.SHARE),
        table.number("floor", 0, Range.SHARE));
  }

  private Keeping keeping() {
    return new Keeping(
        table.integer("checkpoint-every", 100, COUNT),
        table.integer("keep", 2, COUNT),
        table.integer("validate-every", 100, NONE),
        table.integer("validation-rows", 128, COUNT),
        table.integer("validation-questions", 256, NONE));
  }

  private MixConfig mix(boolean masked) {
    ConfigTable mix = table.table("mix");
    MixConfig config =
        new MixConfig(
            families(mix),
            mix.number("german", 0.5, Range.SHARE),
            mix.number("answer-only", 0, Range.SHARE),
            mix.flag("answer-unasked", false),
            mix.number("mistakes", Tasks.MISTAKES, Range.SHARE),
            mix.number("repeated", 0, Range.SHARE),
            mix.integer("subset", 10_000, COUNT),
            mix.flag("mask-prompt", masked),
            mix.integer("packed", 0, Range.of(0, context)));
    mix.finish();
    return config;
  }

  private static Map<String, MixConfig.Levels> families(ConfigTable mix) {
    Map<String, MixConfig.Levels> families = new LinkedHashMap<>();
    mix.tables("families")
        .forEach((name, table) -> families.put(name, levels(task(mix, name), table)));
    return families;
  }

  private static Task task(ConfigTable mix, String name) {
    try {
      return Tasks.named(name);
    } catch (IllegalArgumentException unknown) {
      throw mix.wrong(
          "families",
          name,
          "one of " + String.join(", ", Tasks.all().stream().map(Task::family).toList()));
    }
  }

  private static MixConfig.Levels levels(Task task, ConfigTable table) {
    List<Double> every = java.util.Collections.nCopies(task.levels(), 1.0);
    List<Double> levels = table.shares("levels", every);
    if (levels.size() > task.levels()) {
      throw table.wrong(
          "levels", levels.size() + " shares", "a share for each of " + task.levels() + " levels");
    }
    double share = table.number("share", 1, Range.POSITIVE);
    table.finish();
    return new MixConfig.Levels(share, levels);
  }
}
