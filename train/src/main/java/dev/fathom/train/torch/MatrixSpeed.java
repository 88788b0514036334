package dev.fathom.train.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// How fast this machine multiplies large matrices: what a training step is measured against.
public final class MatrixSpeed {
  private static final int SIZE = 768;
  private static final int ROUNDS = 8;

  private MatrixSpeed() {}

  /// FLOP/s of the best of some products.
  public static double measure(int threads, boolean halfPrecision) {
    Torch.use(threads);
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      ScalarType type = halfPrecision ? ScalarType.BFloat16 : ScalarType.Float;
      Tensor left = torch.ones(SIZE, SIZE).to(type);
      Tensor right = torch.ones(SIZE, SIZE).to(type);
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        left.matmul(right);
        best = Math.min(best, (System.nanoTime() - start) * 1e-9);
      }
      return 2.0 * SIZE * SIZE * SIZE / best;
    }
  }
}
