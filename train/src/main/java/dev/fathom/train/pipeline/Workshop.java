package dev.fathom.train.pipeline;

import dev.fathom.model.ModelConfig;
import dev.fathom.train.Trainee;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.StageConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Where models that learn come from and go to; {@link TorchWorkshop} but for tests.
public interface Workshop {
  /// A model for `stage`.
  ///
  /// @param weights safetensors it begins with; empty for weights drawn from the seed
  Trainee begin(Recipe recipe, StageConfig stage, ModelConfig config, Optional<Path> weights);

  /// FLOP/s that this machine reaches with large matrices, as the recipe computes; 0 where nobody
  /// knows.
  double peak(Recipe recipe);

  /// Writes the weights as safetensors in Hugging Face's names.
  void export(Trainee trainee, Path file) throws IOException;
}
