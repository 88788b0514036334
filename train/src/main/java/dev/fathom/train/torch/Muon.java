package dev.fathom.train.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Muon (Keller Jordan, 2024): momentum whose singular values are all made about 1 before it is
/// added. Of a stack of matrices, each for itself.
///
/// @param half whether the iteration is in bf16, which it bears
record Muon(OptimizerSettings settings, boolean half) {
  private static final int ITERATIONS = 5;

  /// @param values `[..., rows, columns]`, changed
  /// @param gradient as `values`
  /// @param momentum as `values`, changed
  void step(Tensor values, Tensor gradient, Tensor momentum, double rate) {
    try (var _ = new PointerScope()) {
      Scalar keep = Numbers.scalar(settings.momentum());
      momentum.mul_(keep).add_(gradient);
      // Nesterov's look ahead
      Tensor update = orthogonal(gradient.add(momentum.mul(keep)));
      double size = settings.matrixRate() * rate;
      double taller = Math.max(1, (double) values.size(-2) / values.size(-1));
      values.mul_(Numbers.scalar(1 - size * settings.decay()));
      values.add_(update.to(ScalarType.Float), Numbers.scalar(-size * Math.sqrt(taller)));
    }
  }

  /// A quintic Newton-Schulz iteration towards `U V^T` of the singular value decomposition; its
  /// coefficients are chosen for speed and leave singular values between about 0.7 and 1.2.
  Tensor orthogonal(Tensor matrices) {
    Tensor x = half ? matrices.to(ScalarType.BFloat16) : matrices;
    boolean tall = x.size(-2) > x.size(-1);
    x = tall ? x.mT() : x;
    Tensor square = matrices.mul(matrices).sum(new long[] {-2, -1}, true, new ScalarTypeOptional());
    x = x.div(square.sqrt().add(Numbers.scalar(1e-7)).to(x.scalar_type()));
    for (int i = 0; i < ITERATIONS; i++) {
      Tensor a = torch.matmul(x, x.mT());
      Tensor b = a.mul(Numbers.scalar(-4.7750)).add(torch.matmul(a, a), Numbers.scalar(2.0315));
      x = x.mul(Numbers.scalar(3.4445)).add(torch.matmul(b, x));
    }
    return tall ? x.mT() : x;
  }
}
