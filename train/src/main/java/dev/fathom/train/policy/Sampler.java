package dev.fathom.train.policy;

import dev.fathom.train.Trainee;
import java.util.List;

/// Where a stage's answers come from.
public interface Sampler extends AutoCloseable {
  /// Answers with the weights of `trainee`, as they are now, from now on.
  void follow(Trainee trainee);

  /// The answers to each ask, in order.
  List<List<Sample>> sample(List<Ask> asks, SamplerSettings settings);

  @Override
  default void close() {}
}
