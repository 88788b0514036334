package dev.fathom.train.pipeline;

import dev.fathom.train.Trainee;
import dev.fathom.train.TrainingException;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.Recipes;
import dev.fathom.train.recipe.StageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A model that a run made, found from what a person named: a recipe's folder, a stage's, or a
/// checkpoint's. A stage under way is written as a model folder first, which goes away with this.
///
/// @param folder with safetensors and the texts beside them
/// @param recipe it was made by; empty for models from elsewhere
/// @param root the recipe's folder; empty with it
public record MadeModel(Path folder, Optional<Recipe> recipe, Optional<Path> root, boolean passing)
    implements AutoCloseable {
  private static final Pattern CHECKPOINT = Pattern.compile("step-\\d{1,9}");
  private static final String RECIPE = "recipe.toml";
  private static final String WEIGHTS = "model.safetensors";

  /// Finds it. Whoever calls closes it.
  public static MadeModel of(Path named, Workshop workshop) {
    Path place = named.toAbsolutePath().normalize();
    try {
      if (Files.exists(place.resolve(RECIPE))) {
        return ofRecipe(place);
      }
      Path above = parent(place);
      if (Files.exists(place.resolve(WEIGHTS))) {
        boolean ours = Files.exists(above.resolve(RECIPE));
        return ours
            ? ended(place, above)
            : new MadeModel(place, Optional.empty(), Optional.empty(), false);
      }
      if (Files.exists(above.resolve(RECIPE)) && Files.isDirectory(place.resolve("checkpoints"))) {
        return underWay(above, place, newest(place), workshop);
      }
      if (CHECKPOINT.matcher(String.valueOf(place.getFileName())).matches()) {
        Path stage = parent(above);
        return underWay(parent(stage), stage, place, workshop);
      }
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(named, e), e);
    }
    throw new TrainingException(
        named + ": there is no model here; wanted is a run's folder, a stage's or a checkpoint's");
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static MadeModel ended(Path stage, Path root) {
    Recipe recipe = Recipes.read(root.resolve(RECIPE));
    return new MadeModel(stage, Optional.of(recipe), Optional.of(root), false);
  }

  /// What the last stage that ended made.
  private static MadeModel ofRecipe(Path root) {
    Recipe recipe = Recipes.read(root.resolve(RECIPE));
    RecipeFolder folder = new RecipeFolder(root, recipe);
    for (StageConfig stage : recipe.stages().reversed()) {
      if (folder.ended(stage.name()).isPresent()) {
        return ended(folder.stage(stage.name()), root);
      }
    }
    throw new TrainingException(
        root + ": no stage of this run has ended yet; name one of its checkpoints");
  }

  private static Path newest(Path stage) throws IOException {
    List<Path> found;
    try (var all = Files.list(stage.resolve("checkpoints"))) {
      found =
          all.filter(each -> CHECKPOINT.matcher(each.getFileName().toString()).matches()).toList();
    }
    return found.stream()
        .max(java.util.Comparator.comparingInt(MadeModel::step))
        .orElseThrow(() -> new TrainingException(stage + ": there is no checkpoint yet"));
  }

  private static int step(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("step-".length()));
  }

  private static MadeModel underWay(Path root, Path stage, Path checkpoint, Workshop workshop)
      throws IOException {
    Recipe recipe = Recipes.read(root.resolve(RECIPE));
    RecipeFolder folder = new RecipeFolder(root, recipe);
    ModelTexts texts = folder.texts();
    Path passing = Files.createTempDirectory("fathom-export");
    MadeModel made = new MadeModel(passing, Optional.of(recipe), Optional.of(root), true);
    StageConfig config = recipe.stage(String.valueOf(stage.getFileName()));
    try (Trainee trainee = workshop.begin(recipe, config, texts.config(), Optional.empty())) {
      trainee.restore(checkpoint.resolve("trainee.bin"));
      workshop.export(trainee, passing.resolve(WEIGHTS));
      texts.write(passing);
      return made;
    } catch (RuntimeException | IOException e) {
      made.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (!passing) {
      return;
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be deleted: %s".formatted(folder, e), e);
    }
  }
}
