package dev.fathom.format;

import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/// A tensor on its way into a file; its bytes are asked for when their turn comes.
///
/// @param type the type's name in the file's own words
/// @param bytes how many there must be
record TensorSource(String name, String type, Shape shape, long bytes, TensorContent content) {
  /// The bytes of a tensor without gaps, when they are asked for.
  static TensorContent bytesOf(String name, Tensor tensor) {
    if (!tensor.isContiguous()) {
      throw new IllegalArgumentException("tensor " + name + " has gaps between its rows");
    }
    return sink -> sink.bytes(tensor.data());
  }

  /// All bytes in one piece.
  static TensorContent whole(Supplier<MemorySegment> data) {
    return sink -> sink.bytes(data.get());
  }

  /// Writes the bytes; fails unless there are as many as there must be.
  void writeTo(LittleEndianOutput out) throws IOException {
    long[] done = {0};
    content.writeTo(
        piece -> {
          done[0] += piece.byteSize();
          if (done[0] > bytes) {
            throw wrongSize(done[0]);
          }
          out.bytes(piece);
        });
    if (done[0] != bytes) {
      throw wrongSize(done[0]);
    }
  }

  private IllegalArgumentException wrongSize(long got) {
    return new IllegalArgumentException(
        "tensor " + name + ", " + type + " " + shape + ", needs " + bytes + " bytes, got " + got);
  }
}
