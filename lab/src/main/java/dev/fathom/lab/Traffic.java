package dev.fathom.lab;

import dev.fathom.tensor.Tensor;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What the calls of a benchmark had to move and to compute: JMH gives each field as a rate a
/// second beside the score. A byte counts once however often a kernel reads it, and only the
/// multiplications and additions of products count, two operations each pair.
@State(Scope.Thread)
@AuxCounters
public class Traffic {
  /// Bytes read and written.
  public long bytes;

  /// Operations on levels of 8 bits.
  public long int8;

  /// Operations on f32.
  public long f32;

  /// Whole tensors, read or written.
  void move(Tensor... tensors) {
    for (Tensor tensor : tensors) {
      bytes += tensor.rows() * tensor.type().bytes(tensor.columns());
    }
  }

  /// Products of all rows of `w` with `rows` rows of activations.
  void multiply(Tensor w, long rows) {
    long operations = 2L * w.rows() * w.columns() * rows;
    if (w.type().isQuantized()) {
      int8 += operations;
    } else {
      f32 += operations;
    }
  }
}
