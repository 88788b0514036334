package dev.fathom.train.torch;

import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The products and norms of a model. Casts stand here and not in libtorch's autocast, whose cache
/// of rounded weights outlives a step.
///
/// @param half whether products are taken in bf16
/// @param adapters what some weights get besides
record Arithmetic(boolean half, Adapters adapters) {
  /// `x` times the transpose of `weight`, `[..., in]` and `[out, in]` to `[..., out]`, with what
  /// the adapter of `weight` adds, where it has one.
  Tensor linear(Tensor x, Tensor weight) {
    Tensor read = rounded(x);
    Tensor product = torch.linear(read, rounded(weight));
    Adapters.Pair pair = adapters.of(weight);
    if (pair == null) {
      return product;
    }
    Tensor narrow = torch.linear(read, rounded(pair.down()));
    Tensor change = torch.linear(narrow, rounded(pair.up()));
    return product.add(change, Numbers.scalar(adapters.scale()));
  }

  /// What a product reads.
  Tensor rounded(Tensor x) {
    return half ? x.to(ScalarType.BFloat16) : x;
  }

  /// The RMS norm over the last axis, in f32.
  static Tensor norm(Tensor x, Tensor weight, double epsilon) {
    Tensor wide = x.to(ScalarType.Float);
    // the length first: its gradient needs fewer passes over x than that of squares
    Tensor length = wide.norm(new ScalarOptional(Numbers.scalar(2)), new long[] {-1}, true);
    Tensor mean = length.square().div(Numbers.scalar((double) x.size(-1)));
    return wide.mul(mean.add(Numbers.scalar(epsilon)).rsqrt()).mul(weight);
  }

  /// `silu(gate) * up`, what SwiGLU has inside.
  static Tensor gated(Tensor gate, Tensor up) {
    return torch.silu(gate).mul(up);
  }
}
