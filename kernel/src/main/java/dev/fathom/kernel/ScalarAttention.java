package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;

/// Causal attention, one token and head after the other: scores, softmax and sums in double.
///
/// @param out `[T, H, Dv]`
/// @param q `[T, H, Dk]`
record ScalarAttention(
    Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale) {

  void run(WorkerTeam team) {
    team.forRange(
        q.rows(),
        1,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            run(row);
          }
        });
  }

  /// Row `token * H + head`.
  private void run(int row) {
    int heads = Math.toIntExact(q.shape().length(1));
    int keyHead = row % heads / (heads / (keys.width() / q.columns()));
    double[] weights = scores(row, keyHead, position + row / heads + 1);
    double sum = softmax(weights);
    double[] mean = new double[out.columns()];
    float[] value = new float[out.columns()];
    for (int seen = 0; seen < weights.length; seen++) {
      read(values, seen, keyHead, value);
      for (int i = 0; i < value.length; i++) {
        mean[i] += weights[seen] * value[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= sum;
    }
    out.setRow(row, ScalarMatmul.rounded(mean));
  }

  private double[] scores(int row, int keyHead, int visible) {
    float[] query = q.row(row);
    float[] key = new float[query.length];
    double[] scores = new double[visible];
    for (int seen = 0; seen < visible; seen++) {
      read(keys, seen, keyHead, key);
      scores[seen] = ScalarMatmul.dot(query, key, query.length) * scale;
    }
    return scores;
  }

  /// Replaces scores by the exponentials of their distance to the largest; returns their sum.
  private static double softmax(double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(scores[i] - largest);
      sum += scores[i];
    }
    return sum;
  }

  private static void read(CacheRows rows, int position, int head, float[] out) {
    Tensor storage = rows.storage();
    long at = rows.rowOf(position) * storage.rowStride();
    at += storage.type().bytes((long) head * out.length);
    BlockDecoder.decode(storage.type(), storage.data(), at, out, 0, out.length);
  }
}
