package dev.fathom.train.runs;

import dev.fathom.train.recipe.Keeping;
import dev.fathom.train.recipe.Schedule;
import dev.fathom.train.recipe.StageConfig;

/// How long a model learns, how fast, and when the run looks at it.
///
/// @param name of the stage, for people
/// @param steps of the optimizer
public record Course(String name, int steps, Schedule schedule, Keeping keeping) {
  /// That of a recipe's stage.
  public static Course of(StageConfig.Learning stage) {
    return new Course(stage.name(), stage.steps(), stage.schedule(), stage.keeping());
  }

  /// That of a recipe's stage.
  public static Course of(StageConfig.Policy stage) {
    return new Course(stage.name(), stage.steps(), stage.schedule(), stage.keeping());
  }
}
