package dev.fathom.train.torch;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Numbers of Java as tensors of libtorch and back.
final class Numbers {
  /// Somebody else's memory, as JavaCPP sees it.
  private static final class Foreign extends Pointer {
    Foreign(MemorySegment memory) {
      address = memory.address();
    }
  }

  private Numbers() {}

  /// A view of f32 numbers; `memory` must live as long as it.
  static Tensor view(MemorySegment memory) {
    long[] shape = {memory.byteSize() / Float.BYTES};
    return torch.from_blob(new Foreign(memory), shape, new TensorOptions(ScalarType.Float));
  }

  static Tensor of(long[] numbers, long... shape) {
    return torch.tensor(numbers, new TensorOptions(ScalarType.Long)).view(shape);
  }

  static Tensor of(float[] numbers, long... shape) {
    return torch.tensor(numbers, new TensorOptions(ScalarType.Float)).view(shape);
  }

  /// All numbers of `tensor`, row by row.
  static float[] floats(Tensor tensor) {
    float[] numbers = new float[Math.toIntExact(tensor.numel())];
    Tensor plain = tensor.to(ScalarType.Float).contiguous();
    try (FloatPointer pointer = plain.data_ptr_float()) {
      pointer.get(numbers);
    }
    return numbers;
  }

  static Scalar scalar(double value) {
    return new Scalar(value);
  }

  /// The sum over axis `axis`, which is kept with length 1 where `keep`.
  static Tensor sum(Tensor tensor, long axis, boolean keep) {
    return tensor.sum(new long[] {axis}, keep, new ScalarTypeOptional());
  }

  static Tensor join(long axis, Tensor... parts) {
    return torch.cat(new TensorVector(parts), axis);
  }
}
