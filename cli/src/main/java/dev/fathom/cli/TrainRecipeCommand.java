package dev.fathom.cli;

import dev.fathom.train.pipeline.RecipeFolder;
import dev.fathom.train.pipeline.RecipeRun;
import dev.fathom.train.pipeline.TorchWorkshop;
import dev.fathom.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom train recipe`: from a seed to weights.
@Command(name = "recipe")
final class TrainRecipeCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final RecipeOption recipe = new RecipeOption();
  @Mixin final TrainingOptions training = new TrainingOptions();

  @Option(names = "--stage", paramLabel = "S", descriptionKey = "train-stage")
  @Nullable String stage;

  @Override
  public int run(Surroundings around) {
    Recipe read = recipe.read();
    training.check();
    RecipeFolder folder = new RecipeFolder(training.out, read);
    RecipeRun.Wish wish = new RecipeRun.Wish(Optional.ofNullable(stage), training.resume);
    int threads = training.threads;
    String only = stage == null ? "" : " --stage " + stage;
    return training.watch(
        around,
        (watch, stop) ->
            new RecipeRun(folder, new TorchWorkshop(threads), threads)
                .watchedBy(watch)
                .make(wish, stop),
        "fathom train recipe " + recipe.recipe + only,
        around.texts().say("train.done", training.out, last(read)));
  }

  private Path last(Recipe read) {
    return training.out.resolve(stage == null ? read.stages().getLast().name() : stage);
  }
}
