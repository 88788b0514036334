package dev.fathom.train.pipeline;

import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelConfig;
import dev.fathom.train.Trainee;
import dev.fathom.train.recipe.ComputeConfig;
import dev.fathom.train.recipe.Optimization;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.torch.Auxiliary;
import dev.fathom.train.torch.ExpertPath;
import dev.fathom.train.torch.MatrixSpeed;
import dev.fathom.train.torch.OptimizerSettings;
import dev.fathom.train.torch.TorchTrainee;
import dev.fathom.train.torch.TrainingSettings;
import java.nio.file.Path;
import java.util.Optional;

/// Models that learn on libtorch.
///
/// @param threads of libtorch
public record TorchWorkshop(int threads) implements Workshop {
  private static final double MOMENTUM = 0.95;

  @Override
  public Trainee begin(
      Recipe recipe, StageConfig stage, ModelConfig config, Optional<Path> weights) {
    TrainingSettings settings = settings(recipe, stage.optimization());
    if (weights.isEmpty()) {
      return new TorchTrainee(config, settings);
    }
    try (Checkpoint checkpoint = Checkpoint.open(weights.get())) {
      return TorchTrainee.of(config, settings, checkpoint);
    }
  }

  private TrainingSettings settings(Recipe recipe, Optimization wanted) {
    ComputeConfig compute = recipe.compute();
    return TrainingSettings.exact(recipe.seed())
        .withThreads(threads)
        .withMicroTokens(compute.microTokens())
        .withHalfPrecision(compute.halfPrecision())
        .with(compute.everyExpert() ? ExpertPath.ALL : ExpertPath.CHOSEN)
        .withForesight(recipe.model().mtp() > 0)
        .with(optimizer(wanted))
        .with(new Auxiliary(wanted.mtpWeight(), wanted.balanceWeight(), wanted.biasStep()));
  }

  private static OptimizerSettings optimizer(Optimization wanted) {
    boolean muon = wanted.matrixRate() > 0;
    return new OptimizerSettings(
        muon ? OptimizerSettings.Kind.MUON : OptimizerSettings.Kind.ADAMW,
        wanted.rate(),
        wanted.matrixRate(),
        wanted.beta1(),
        wanted.beta2(),
        MOMENTUM,
        wanted.weightDecay(),
        wanted.clip() == 0 ? Double.POSITIVE_INFINITY : wanted.clip());
  }

  @Override
  public double peak(Recipe recipe) {
    return MatrixSpeed.measure(threads, recipe.compute().halfPrecision());
  }

  @Override
  public void export(Trainee trainee, Path file) {
    ((TorchTrainee) trainee).export(file);
  }
}
