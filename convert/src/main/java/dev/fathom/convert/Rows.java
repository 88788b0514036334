package dev.fathom.convert;

import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/// Where the rows of a tensor that is to be written come from.
sealed interface Rows {
  /// Overwrites `out` `[n, columns]` f32 with the rows from `from` on.
  void read(KernelSet kernels, long from, Tensor out);

  /// Rows are read in multiples of so many, beginning at such a multiple.
  default int together() {
    return 1;
  }

  private static void gather(
      KernelSet kernels, Tensor out, Tensor from, LongUnaryOperator order, long first) {
    Tensor matrix = from.reshape(Shape.of(from.rows(), from.columns()));
    int[] ids =
        LongStream.range(first, first + out.rows())
            .mapToInt(row -> Math.toIntExact(order.applyAsLong(row)))
            .toArray();
    kernels.gather(out, matrix, ids);
  }

  /// Tensors as they lie in the file, one behind the other: one, or the experts of a layer.
  record Stored(List<Tensor> parts) implements Rows {
    @Override
    public void read(KernelSet kernels, long from, Tensor out) {
      long each = parts.getFirst().rows();
      long end = from + out.rows();
      for (long at = from; at < end; ) {
        long count = Math.min(end - at, each - at % each);
        Tensor part = parts.get(Math.toIntExact(at / each));
        gather(kernels, out.rows(at - from, count), part, row -> row, at % each);
        at += count;
      }
    }
  }

  /// The rows of one tensor in another order.
  ///
  /// @param order which row of the tensor a row of the new one is
  record Reordered(Tensor tensor, LongUnaryOperator order) implements Rows {
    @Override
    public void read(KernelSet kernels, long from, Tensor out) {
      gather(kernels, out, tensor, order, from);
    }
  }

  /// Some rows of a tensor.
  record Block(Tensor tensor, long first, int count) {
    int columns() {
      return tensor.columns();
    }
  }

  /// Matrices, one a head, each of them turned round: `[a, b]` becomes `[b, a]`; behind each come
  /// rows that are not turned, or none.
  ///
  /// @param turned the matrices, all of one shape
  /// @param tails what comes behind, one a head, or an empty list
  record Turned(List<Block> turned, List<Block> tails) implements Rows {
    @Override
    public int together() {
      return turned.getFirst().columns() + (tails.isEmpty() ? 0 : tails.getFirst().count());
    }

    @Override
    public void read(KernelSet kernels, long from, Tensor out) {
      for (int row = 0; row < out.rows(); row += together()) {
        int head = Math.toIntExact((from + row) / together());
        Block matrix = turned.get(head);
        turn(kernels, matrix, out, row);
        if (!tails.isEmpty()) {
          Block tail = tails.get(head);
          Tensor below = out.rows(row + (long) matrix.columns(), tail.count());
          gather(kernels, below, tail.tensor(), it -> it, tail.first());
        }
      }
    }

    private static void turn(KernelSet kernels, Block matrix, Tensor out, long at) {
      try (Arena passing = Arena.ofShared()) {
        Tensor plain = Tensor.allocate(passing, matrix.count(), matrix.columns());
        gather(kernels, plain, matrix.tensor(), row -> row, matrix.first());
        for (int row = 0; row < matrix.count(); row++) {
          float[] values = plain.row(row);
          for (int column = 0; column < values.length; column++) {
            out.set(at + column, row, values[column]);
          }
        }
      }
    }
  }

  /// Numbers that are worked out, in one row.
  record Numbers(List<Float> values) implements Rows {
    @Override
    public void read(KernelSet kernels, long from, Tensor out) {
      for (int column = 0; column < values.size(); column++) {
        out.set(0, column, values.get(column));
      }
    }
  }
}
