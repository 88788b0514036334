package dev.fathom.model;

import dev.fathom.tensor.Tensor;

/// One layer: `x += attention(norm(x))`, then `x += mlp(norm(x))`.
record Block(Tensor attentionNorm, Attention attention, Tensor mlpNorm, Mlp mlp) {
  /// @param hidden `[T, D]`, rewritten
  void forward(Tensor hidden, Pass pass, float epsilon) {
    Tensor x = pass.buffer("normed", hidden.columns());
    Tensor y = pass.buffer("added", hidden.columns());
    pass.kernels().rmsNorm(x, hidden, attentionNorm, epsilon);
    attention.forward(y, x, pass);
    pass.kernels().add(hidden, y);
    pass.kernels().rmsNorm(x, hidden, mlpNorm, epsilon);
    mlp.forward(y, x, pass);
    pass.kernels().add(hidden, y);
  }
}
