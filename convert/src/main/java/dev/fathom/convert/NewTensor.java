package dev.fathom.convert;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.util.List;

/// A tensor that is to be written.
///
/// @param name in the new file
/// @param type in the new file
record NewTensor(String name, ElementType type, Shape shape, Rows rows) {
  /// `tensor` under another name and type.
  static NewTensor of(String name, ElementType type, Tensor tensor) {
    return new NewTensor(name, type, tensor.shape(), new Rows.Stored(List.of(tensor)));
  }

  /// Bytes in the new file.
  long bytes() {
    return shape.rows() * type.bytes(shape.rowLength());
  }

  /// Whether the old bytes are the new ones.
  boolean verbatim() {
    return rows instanceof Rows.Stored(List<Tensor> parts)
        && parts.stream().allMatch(part -> part.type() == type && part.isContiguous());
  }
}
