package dev.fathom.train;

import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelConfig;
import java.nio.file.Path;

/// A model that learns: weights, gradients and the optimizer's state, wherever they live. For one
/// platform thread at a time. The stages know nothing else of libtorch.
public interface Trainee extends AutoCloseable {
  ModelConfig config();

  /// One step of next-token learning on `rows`, in micro-batches as memory allows. A loss that is
  /// no finite number throws {@link TrainingException} and changes nothing.
  ///
  /// @param rate 1 for the configured learning rates, less in warm-up and decay
  StepReport learn(Rows rows, double rate);

  /// One step along the policy gradient of `rows`.
  StepReport reinforce(PolicyRows rows, PolicyLoss loss, double rate);

  /// `[S][T]` log-probability of each token under the present weights, in f32; 0 for the first.
  float[][] logProbabilities(Rows rows);

  /// The weights now, as a checkpoint in memory under Hugging Face's names (f32), for the engine.
  Checkpoint snapshot();

  /// Bytes that {@link #save} writes, about.
  long stateBytes();

  /// Writes everything that `restore` needs to go on with the same hash.
  void save(Path file);

  void restore(Path file);

  /// SHA-256 over all weights and the optimizer's state.
  String hash();

  @Override
  void close();
}
