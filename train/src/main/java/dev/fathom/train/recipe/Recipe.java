package dev.fathom.train.recipe;

import dev.fathom.train.TrainingException;
import java.util.List;

/// All that makes a model: shape, tokenizer, stages, seed. The same recipe on the same machine
/// makes the same weights.
///
/// @param name of the model
/// @param seed of weights, rows and samples
/// @param stages in order
/// @param text the TOML it was read from
public record Recipe(
    String name,
    long seed,
    ModelShape model,
    TokenizerConfig tokenizer,
    ComputeConfig compute,
    List<StageConfig> stages,
    String text) {
  public Recipe {
    stages = List.copyOf(stages);
  }

  /// The stage called `stage`.
  public StageConfig stage(String stage) {
    for (StageConfig each : stages) {
      if (each.name().equals(stage)) {
        return each;
      }
    }
    throw new TrainingException(
        "recipe %s has no stage '%s'; it has %s"
            .formatted(
                name, stage, String.join(", ", stages.stream().map(StageConfig::name).toList())));
  }
}
