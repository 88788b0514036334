package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/// Products with weights of any type: each weight row is decoded once a call and meets every token.
final class ScalarMatmul {
  /// Weight rows that a thread takes at a time.
  private static final int ROWS = 16;

  private final WorkerTeam team;
  private final boolean roundActivations;

  ScalarMatmul(WorkerTeam team, boolean roundActivations) {
    this.team = team;
    this.roundActivations = roundActivations;
  }

  /// The sum of `a[i] * b[i]` in double. Four sums, of i modulo 4, so that additions need not wait
  /// for each other; the rest after the last whole four goes to the first.
  static double dot(float[] a, float[] b, int count) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = 0;
    for (; i < count - 3; i += 4) {
      sum0 += (double) a[i] * b[i];
      sum1 += (double) a[i + 1] * b[i + 1];
      sum2 += (double) a[i + 2] * b[i + 2];
      sum3 += (double) a[i + 3] * b[i + 3];
    }
    for (; i < count; i++) {
      sum0 += (double) a[i] * b[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  void dense(Tensor out, Tensor x, Tensor w) {
    float[][] inputs = rows(x, w.type());
    int columns = w.columns();
    team.forRange(
        w.rows(),
        ROWS,
        (from, to) -> {
          float[] weights = new float[columns];
          for (int n = from; n < to; n++) {
            BlockDecoder.row(w, n, weights);
            for (int t = 0; t < inputs.length; t++) {
              out.set(t, n, (float) dot(inputs[t], weights, columns));
            }
          }
        });
  }

  void heads(Tensor out, Tensor x, List<Tensor> heads) {
    float[][] inputs = rows(x, heads.getFirst().type());
    int length = heads.getFirst().rows();
    int columns = heads.getFirst().columns();
    team.forRange(
        Math.multiplyExact(heads.size(), length),
        ROWS,
        (from, to) -> {
          float[] weights = new float[columns];
          for (int unit = from; unit < to; unit++) {
            int head = unit / length;
            BlockDecoder.row(heads.get(head), unit % length, weights);
            for (int row = head; row < inputs.length; row += heads.size()) {
              out.set(row, unit % length, (float) dot(inputs[row], weights, columns));
            }
          }
        });
  }

  void headsTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    // the blocks of the weights lie across the sum: nothing to round
    float[][] inputs = rows(x, ElementType.F32);
    team.forRange(
        heads.size(),
        1,
        (from, to) -> {
          for (int head = from; head < to; head++) {
            headTransposed(out, inputs, heads, head);
          }
        });
  }

  private static void headTransposed(Tensor out, float[][] inputs, List<Tensor> heads, int head) {
    Tensor w = heads.get(head);
    int step = heads.size();
    int columns = w.columns();
    float[] weights = new float[columns];
    double[][] sums = new double[inputs.length / step][columns];
    for (int k = 0; k < w.rows(); k++) {
      BlockDecoder.row(w, k, weights);
      for (int t = 0; t < sums.length; t++) {
        double factor = inputs[t * step + head][k];
        for (int n = 0; n < columns; n++) {
          sums[t][n] += factor * weights[n];
        }
      }
    }
    for (int t = 0; t < sums.length; t++) {
      out.setRow((long) t * step + head, rounded(sums[t]));
    }
  }

  void experts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    float[][] inputs = rows(x, experts.getFirst().type());
    int perInput = routing.experts().length == inputs.length ? 1 : routing.topK();
    var groups = routing.group(experts.size());
    int[] starts = groups.starts();
    int[] active =
        IntStream.range(0, experts.size()).filter(e -> starts[e] < starts[e + 1]).toArray();
    int length = experts.getFirst().rows();
    int columns = experts.getFirst().columns();
    team.forRange(
        Math.multiplyExact(active.length, length),
        ROWS,
        (from, to) -> {
          float[] weights = new float[columns];
          for (int unit = from; unit < to; unit++) {
            int expert = active[unit / length];
            BlockDecoder.row(experts.get(expert), unit % length, weights);
            for (int index = starts[expert]; index < starts[expert + 1]; index++) {
              int assignment = groups.order()[index];
              float[] input = inputs[assignment / perInput];
              out.set(assignment, unit % length, (float) dot(input, weights, columns));
            }
          }
        });
  }

  static float[] rounded(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  /// The rows of `x`, as weights of type `type` meet them.
  private float[][] rows(Tensor x, ElementType type) {
    float[][] rows = new float[x.rows()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = x.row(row);
      if (roundActivations) {
        ActivationRounding.row(rows[row], 0, x.columns(), type);
      }
    }
    return rows;
  }
}
