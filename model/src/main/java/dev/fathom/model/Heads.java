package dev.fathom.model;

import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;

/// Views of rows as heads.
final class Heads {
  private Heads() {}

  /// `[T, H * width]` seen as `[T, H, width]`.
  static Tensor of(Tensor rows, int heads) {
    return rows.reshape(Shape.of(rows.rows(), heads, rows.columns() / heads));
  }

  /// Columns `from .. from + width` of every head of `[T, H, ...]`, as `[T, H, width]`.
  static Tensor part(Tensor heads, int from, int width) {
    Shape shape = heads.shape();
    return heads.columns(from, width).reshape(Shape.of(shape.length(0), shape.length(1), width));
  }

  /// Columns `from .. from + width` of `[T, ...]` as the one head `[T, 1, width]`.
  static Tensor single(Tensor rows, int from, int width) {
    return rows.columns(from, width).reshape(Shape.of(rows.rows(), 1, width));
  }
}
