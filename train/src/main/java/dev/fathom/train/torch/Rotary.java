package dev.fathom.train.torch;

import dev.fathom.kernel.RopeLayout;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Rotary position embedding (arXiv 2104.09864).
///
/// @param dimensions R, how many of a head's first elements are rotated
/// @param layout which elements are a pair
record Rotary(int dimensions, RopeLayout layout) {
  /// Rotates `x` `[S, T, H, width]`, in f32.
  Tensor apply(Tensor x, Passage passage) {
    Tensor wide = x.to(ScalarType.Float);
    long width = wide.size(-1);
    if (width == dimensions) {
      return rotate(wide, passage);
    }
    Tensor kept = wide.narrow(-1, dimensions, width - dimensions);
    return Numbers.join(-1, rotate(wide.narrow(-1, 0, dimensions), passage), kept);
  }

  private Tensor rotate(Tensor x, Passage passage) {
    long half = dimensions / 2;
    return switch (layout) {
      case INTERLEAVED -> {
        Tensor pairs = x.unflatten(-1, half, 2);
        Tensor[] turned = turn(pairs.select(-1, 0), pairs.select(-1, 1), passage);
        yield torch.stack(new TensorVector(turned), -1).flatten(-2, -1);
      }
      case HALVES -> {
        Tensor[] turned = turn(x.narrow(-1, 0, half), x.narrow(-1, half, half), passage);
        yield Numbers.join(-1, turned);
      }
    };
  }

  private static Tensor[] turn(Tensor first, Tensor second, Passage passage) {
    Tensor cosines = passage.cosines();
    Tensor sines = passage.sines();
    return new Tensor[] {
      first.mul(cosines).sub(second.mul(sines)), first.mul(sines).add(second.mul(cosines))
    };
  }
}
