package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.COUNT;
import static dev.fathom.kernel.VectorLanes.padded;

import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Causal attention. A unit of work is a few consecutive tokens by a few query heads of one key
/// head: keys are decoded once for all of them, a few positions at a time, then the values. Each
/// query keeps its own order: scores by {@link VectorLanes}, values by position.
///
/// @param out `[T, H, Dv]`
/// @param q `[T, H, Dk]`
record VectorAttention(
    Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale) {
  /// Positions decoded at a time.
  private static final int POSITIONS = 32;

  /// Queries of a unit, about.
  private static final int QUERIES = 24;

  /// How a call is cut: `tokens` by `heads` a unit; `groups` of heads beside each other.
  private record Cut(int tokens, int heads, int groups, int units) {}

  void run(WorkerTeam team, ThreadLocal<VectorScratch> scratches) {
    Cut cut = cut(team.threads());
    long length = position + q.shape().length(0);
    long work = q.rows() * length * (q.columns() + out.columns());
    team.forRange(
        cut.units,
        work < VectorProducts.SMALL ? Math.max(1, cut.units) : 1,
        (from, to) -> {
          VectorScratch scratch = scratches.get();
          for (int unit = from; unit < to; unit++) {
            unit(cut, unit, scratch);
          }
        });
  }

  private int tokens() {
    return Math.toIntExact(q.shape().length(0));
  }

  private int heads() {
    return Math.toIntExact(q.shape().length(1));
  }

  /// Query heads that share a key head.
  private int sharing() {
    return heads() / (keys.width() / q.columns());
  }

  private Cut cut(int threads) {
    int sharing = sharing();
    int wanted = Math.max(1, (int) Math.min(sharing, (long) tokens() * heads() / threads));
    int heads = sharing; // the largest divisor that leaves enough units
    while (heads > wanted || sharing % heads != 0) {
      heads--;
    }
    int tokens = Math.clamp(QUERIES / heads, 1, Math.max(1, tokens()));
    int groups = heads() / heads;
    return new Cut(
        tokens, heads, groups, Math.multiplyExact(Math.ceilDiv(tokens(), tokens), groups));
  }

  private void unit(Cut cut, int unit, VectorScratch scratch) {
    int firstToken = unit / cut.groups * cut.tokens;
    int firstHead = unit % cut.groups * cut.heads;
    int count = Math.min(cut.tokens, tokens() - firstToken) * cut.heads;
    int[] rows = new int[count];
    int[] visible = new int[count];
    for (int i = 0; i < count; i++) {
      int token = firstToken + i / cut.heads;
      rows[i] = token * heads() + firstHead + i % cut.heads;
      visible[i] = position + token + 1;
    }
    int width = padded(visible[count - 1]);
    scratch.needSums(Math.multiplyExact(count, width));
    scratch.needLanes(4 * COUNT);
    int keyHead = firstHead / sharing();
    score(rows, visible, keyHead, width, scratch);
    float[] totals = new float[count];
    for (int i = 0; i < count; i++) {
      totals[i] = softmax(scratch, i * width, visible[i]);
    }
    mix(rows, visible, keyHead, width, totals, scratch);
  }

  /// Scores of query i go to `scratch.sums[i * width] ..`.
  private void score(int[] rows, int[] visible, int keyHead, int width, VectorScratch scratch) {
    int stride = padded(q.columns());
    scratch.needValues(stride);
    scratch.queries.need(rows.length, stride);
    for (int i = 0; i < rows.length; i++) {
      VectorRows.read(q, rows[i], scratch.values, 0);
      scratch.queries.set(i, scratch.values, 0);
    }
    int longest = visible[rows.length - 1];
    for (int from = 0; from < longest; from += POSITIONS) {
      int to = Math.min(longest, from + POSITIONS);
      decode(keys, from, to, keyHead, q.columns(), scratch);
      scratch.weights.need(POSITIONS, stride);
      for (int i = 0; i < to - from; i++) {
        scratch.weights.set(i, scratch.panel, i * stride);
      }
      for (int i = 0; i < rows.length; i++) {
        score(i, from, Math.min(to, visible[i]), width, scratch);
      }
    }
  }

  private void score(int query, int from, int to, int width, VectorScratch scratch) {
    int bytes = padded(q.columns()) * Float.BYTES;
    int slot = query * width;
    float[] lanes = scratch.lanes;
    MemorySegment x = scratch.queries.row(query);
    VectorAlignedRows w = scratch.weights;
    int seen = from;
    for (; seen <= to - 4; seen += 4) {
      int row = seen - from;
      VectorDot.four(w.row(row), w.row(row + 1), w.row(row + 2), w.row(row + 3), x, bytes, lanes);
      VectorLanes.sums(lanes, 4, scratch.sums, slot + seen);
    }
    for (; seen < to; seen++) {
      VectorDot.one(w.row(seen - from), x, bytes, lanes);
      VectorLanes.sums(lanes, 1, scratch.sums, slot + seen);
    }
  }

  /// Replaces scores by exponentials, zeros behind them; returns their sum.
  private float softmax(VectorScratch scratch, int from, int visible) {
    float[] scores = scratch.sums;
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + visible; i++) {
      scores[i] *= scale;
      largest = Math.max(largest, scores[i]);
    }
    int count = padded(visible);
    Arrays.fill(scores, from + visible, from + count, Float.NEGATIVE_INFINITY);
    return VectorExp.softmax(scores, from, count, largest, scratch.lanes);
  }

  /// Means of the values, weighted by `scratch.sums`.
  private void mix(
      int[] rows, int[] visible, int keyHead, int width, float[] totals, VectorScratch scratch) {
    int columns = out.columns();
    int stride = padded(columns);
    scratch.needValues(rows.length * stride);
    float[] means = scratch.values;
    Arrays.fill(means, 0, rows.length * stride, 0);
    int longest = visible[rows.length - 1];
    for (int from = 0; from < longest; from += POSITIONS) {
      int to = Math.min(longest, from + POSITIONS);
      decode(values, from, to, keyHead, columns, scratch);
      for (int i = 0; i < rows.length; i++) {
        mix(i, from, Math.min(to, visible[i]), width, stride, scratch);
      }
    }
    for (int i = 0; i < rows.length; i++) {
      for (int k = i * stride; k < i * stride + columns; k++) {
        means[k] /= totals[i];
      }
      VectorRows.write(means, i * stride, out, rows[i]);
    }
  }

  private static void mix(
      int query, int from, int to, int width, int stride, VectorScratch scratch) {
    float[] weights = scratch.sums;
    int slot = query * width;
    int seen = from;
    for (; seen <= to - 4; seen += 4) {
      int row = (seen - from) * stride;
      VectorRows.addFourScaled(
          scratch.values, query * stride, scratch.panel, row, stride, weights, slot + seen, stride);
    }
    for (; seen < to; seen++) {
      int row = (seen - from) * stride;
      float weight = weights[slot + seen];
      VectorRows.addScaled(scratch.values, query * stride, scratch.panel, row, weight, stride);
    }
  }

  /// Decodes one head of positions `from .. to` to the panel, padded rows behind each other.
  private static void decode(
      CacheRows rows, int from, int to, int head, int columns, VectorScratch scratch) {
    Tensor storage = rows.storage();
    int stride = padded(columns);
    long offset = storage.type().bytes((long) head * columns);
    scratch.needPanel(POSITIONS * stride);
    for (int seen = from; seen < to; seen++) {
      long at = rows.rowOf(seen) * storage.rowStride() + offset;
      int slot = (seen - from) * stride;
      VectorDecoder.elements(
          storage.type(), storage.data(), at, columns, scratch, scratch.panel, slot);
      Arrays.fill(scratch.panel, slot + columns, slot + stride, 0);
    }
  }
}
