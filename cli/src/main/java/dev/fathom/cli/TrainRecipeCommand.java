package dev.fathom.cli;

import dev.fathom.train.pipeline.RecipeFolder;
import dev.fathom.train.pipeline.RecipeRun;
import dev.fathom.train.pipeline.TorchWorkshop;
import dev.fathom.train.runs.Interruption;
import dev.fathom.train.torch.Torch;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom train recipe`: from a seed to weights.
@Command(name = "recipe")
final class TrainRecipeCommand implements Verb {
  private static final int INTERRUPTED = 130;

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final RecipeOption recipe = new RecipeOption();

  @Option(names = "--out", paramLabel = "DIR", required = true, descriptionKey = "train-out")
  Path out = Path.of("");

  @Option(names = "--resume", descriptionKey = "train-resume")
  boolean resume;

  @Option(names = "--stage", paramLabel = "S", descriptionKey = "train-stage")
  @Nullable String stage;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      descriptionKey = "threads")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", descriptionKey = "train-json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    if (threads < 1 || threads > 4096) {
      throw Failure.ofUsage("usage.range", "--threads", threads, "1 .. 4096");
    }
    RecipeFolder folder = new RecipeFolder(out, recipe.read());
    Torch.refusal()
        .ifPresent(
            reason -> {
              throw Failure.of("train.no-torch", reason);
            });
    RecipeRun.Wish wish = new RecipeRun.Wish(Optional.ofNullable(stage), resume);
    // closed last: until then Ctrl-C waits for what is saved and said
    try (Interruption interruption = new Interruption();
        TrainingWatch watch = TrainingWatch.of(around, json)) {
      RecipeRun.Outcome outcome =
          new RecipeRun(folder, new TorchWorkshop(threads), threads)
              .watchedBy(watch)
              .make(wish, interruption::wished);
      return ended(outcome, watch, around);
    }
  }

  private int ended(RecipeRun.Outcome outcome, TrainingWatch watch, Surroundings around) {
    watch.close();
    if (!outcome.complete()) {
      around.note("train.go-on", again());
      return INTERRUPTED;
    }
    if (!json) {
      around.out().println(around.texts().say("train.done", out, last()));
      around.out().flush();
    }
    return 0;
  }

  private Path last() {
    return out.resolve(stage == null ? recipe.read().stages().getLast().name() : stage);
  }

  /// The words that go on with it.
  private String again() {
    String only = stage == null ? "" : " --stage " + stage;
    // the hash depends on them: sums are split among threads
    return "fathom train recipe %s --out %s --threads %d --resume%s"
        .formatted(recipe.recipe, out, threads, only);
  }
}
