package dev.fathom.model;

import dev.fathom.tensor.Tensor;

/// A gated MLP that every token goes through.
final class DenseMlp implements Mlp {
  private final DenseWeights weights;
  private final String gateName;
  private final String upName;

  DenseMlp(DenseWeights weights) {
    this.weights = weights;
    // buffers by width: dense layers and shared experts differ, and a buffer keeps its columns
    this.gateName = "gate." + weights.innerWidth();
    this.upName = "up." + weights.innerWidth();
  }

  @Override
  public void forward(Tensor out, Tensor x, Pass pass) {
    Tensor gate = pass.product(gateName, x, weights.gate());
    Tensor up = pass.product(upName, x, weights.up());
    pass.kernels().swiglu(gate, up);
    pass.kernels().matmul(out, gate, weights.down());
  }
}
