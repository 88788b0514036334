package dev.fathom.cli;

import dev.fathom.train.recipe.Recipe;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/// Which recipe: the name of one that ships with Fathom, or a file.
final class RecipeOption {
  @Parameters(paramLabel = "RECIPE", descriptionKey = "train-recipe")
  String recipe = "";

  Recipe read() {
    return Recipe.NAMES.contains(recipe) || !recipe.matches(".*[./\\\\].*")
        ? Recipe.named(recipe)
        : Recipe.read(Path.of(recipe));
  }
}
