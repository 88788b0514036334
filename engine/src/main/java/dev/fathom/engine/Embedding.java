package dev.fathom.engine;

import dev.fathom.tensor.Tensor;

/// The mean of hidden states, added up token by token: so the result does not depend on how the
/// tokens were cut into passes. Filled by the engine's loop, read when the sequence has ended.
final class Embedding {
  private double[] sum = {};
  private int count;

  /// @param hidden `[T, D]` f32, normalised hidden states of the next tokens
  void add(Tensor hidden) {
    sum = sum.length == 0 ? new double[hidden.columns()] : sum;
    for (int row = 0; row < hidden.rows(); row++) {
      float[] state = hidden.row(row);
      for (int i = 0; i < state.length; i++) {
        sum[i] += state[i];
      }
      count++;
    }
  }

  /// Begins again from the first token.
  void clear() {
    sum = new double[0];
    count = 0;
  }

  /// `[D]`, the mean with length 1.
  float[] unit() {
    double squares = 0;
    for (double x : sum) {
      squares += x / count * (x / count);
    }
    double length = Math.sqrt(squares);
    float[] unit = new float[sum.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = length == 0 ? 0 : (float) (sum[i] / count / length);
    }
    return unit;
  }
}
