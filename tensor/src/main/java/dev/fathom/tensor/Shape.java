package dev.fathom.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The lengths of a tensor's axes, outermost first; the last axis is contiguous in memory.
public final class Shape {
  private final long[] lengths;
  private final long elements;

  private Shape(long[] lengths) {
    long product = 1;
    for (long length : lengths) {
      if (length < 0) {
        throw new IllegalArgumentException("axis length must not be negative, got " + length);
      }
      product = Math.multiplyExact(product, length);
    }
    this.lengths = lengths;
    this.elements = product;
  }

  /// A shape of these axis lengths; throws if one is negative or their product overflows a long.
  public static Shape of(long... lengths) {
    return new Shape(lengths.clone());
  }

  /// The number of axes.
  public int rank() {
    return lengths.length;
  }

  /// The length of axis `axis`; negative axes count from the end.
  public long length(int axis) {
    return lengths[axis < 0 ? lengths.length + axis : axis];
  }

  /// The length of the last, contiguous axis; 1 for a scalar.
  public long rowLength() {
    return lengths.length == 0 ? 1 : lengths[lengths.length - 1];
  }

  /// The number of rows: the product of all axes but the last.
  public long rows() {
    long rows = 1;
    for (int axis = 0; axis < lengths.length - 1; axis++) {
      rows *= lengths[axis];
    }
    return rows;
  }

  /// The product of all axes.
  public long elements() {
    return elements;
  }

  /// The shape without its first axis.
  public Shape inner() {
    return new Shape(Arrays.copyOfRange(lengths, 1, lengths.length));
  }

  /// The axis lengths, outermost first; a copy.
  public long[] toArray() {
    return lengths.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(lengths, shape.lengths);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(lengths);
  }

  /// `[4, 128]`.
  @Override
  public String toString() {
    return Arrays.stream(lengths)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
