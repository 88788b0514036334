package dev.fathom.cli;

import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.Recipes;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/// Which recipe: the name of one that ships with Fathom, or a file.
final class RecipeOption {
  @Parameters(paramLabel = "RECIPE", descriptionKey = "train-recipe")
  String recipe = "";

  Recipe read() {
    return Recipes.NAMES.contains(recipe) || !recipe.matches(".*[./\\\\].*")
        ? Recipes.named(recipe)
        : Recipes.read(Path.of(recipe));
  }
}
