package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.tensor.Tensor;
import java.util.List;

/// Compares tensors element by element.
final class Closeness {
  private Closeness() {}

  /// Every element within `bound` of the wanted one.
  static void assertWithin(double bound, Tensor got, Tensor wanted, String what) {
    assertThat(got.shape()).as(what).isEqualTo(wanted.shape());
    for (int row = 0; row < wanted.rows(); row++) {
      for (int column = 0; column < wanted.columns(); column++) {
        double error = Math.abs((double) got.at(row, column) - wanted.at(row, column));
        if (!(error <= bound)) {
          throw new AssertionError(
              what
                  + (": row " + row + " column " + column + ": got " + got.at(row, column))
                  + (", wanted " + wanted.at(row, column) + " within " + bound));
        }
      }
    }
  }

  /// Bit for bit the same rows.
  static void assertSame(Tensor got, Tensor wanted, String what) {
    assertThat(got.rows()).as(what).isEqualTo(wanted.rows());
    for (int row = 0; row < wanted.rows(); row++) {
      assertThat(got.row(row)).as("%s, row %d", what, row).isEqualTo(wanted.row(row));
    }
  }

  /// The largest Euclidean norm of a row.
  static double norm(Tensor x) {
    float[] values = new float[x.columns()];
    double largest = 0;
    for (int row = 0; row < x.rows(); row++) {
      BlockDecoder.row(x, row, values);
      double sum = 0;
      for (float value : values) {
        sum += (double) value * value;
      }
      largest = Math.max(largest, Math.sqrt(sum));
    }
    return largest;
  }

  /// The largest norm of all rows of all tensors.
  static double norm(List<Tensor> tensors) {
    return tensors.stream().mapToDouble(Closeness::norm).max().orElseThrow();
  }

  /// The largest norm of a column.
  static double columnNorm(Tensor w) {
    float[] values = new float[w.columns()];
    double[] sums = new double[w.columns()];
    for (int row = 0; row < w.rows(); row++) {
      BlockDecoder.row(w, row, values);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += (double) values[i] * values[i];
      }
    }
    double largest = 0;
    for (double sum : sums) {
      largest = Math.max(largest, Math.sqrt(sum));
    }
    return largest;
  }
}
