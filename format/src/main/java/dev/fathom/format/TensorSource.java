package dev.fathom.format;

import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/// A tensor on its way into a file; its bytes are asked for when their turn comes.
///
/// @param type the type's name in the file's own words
/// @param bytes how many there must be
record TensorSource(
    String name, String type, Shape shape, long bytes, Supplier<MemorySegment> data) {
  /// The bytes of a tensor without gaps, when they are asked for.
  static Supplier<MemorySegment> bytesOf(String name, Tensor tensor) {
    if (!tensor.isContiguous()) {
      throw new IllegalArgumentException("tensor " + name + " has gaps between its rows");
    }
    return tensor::data;
  }

  /// Asks for the bytes; fails unless all of them come.
  MemorySegment take() {
    MemorySegment taken = data.get();
    if (taken.byteSize() != bytes) {
      throw new IllegalArgumentException(
          ("tensor " + name + ", " + type + " " + shape + ", needs " + bytes + " bytes, got ")
              + taken.byteSize());
    }
    return taken;
  }
}
