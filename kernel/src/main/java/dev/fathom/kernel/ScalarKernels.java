package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;
import java.util.List;
import java.util.function.IntConsumer;

/// The readable truth: every operation on every type, sums in double and rounded once.
public final class ScalarKernels implements KernelSet {
  /// Rows of activations that a thread takes at a time.
  private static final int ROWS = 4;

  private final WorkerTeam team;
  private final boolean roundActivations;
  private final ScalarMatmul products;

  /// Kernels on `team`, which they own from now on. With `roundActivations`, rows that meet a
  /// quantised weight are first rounded to 8 bits ({@link ActivationRounding}).
  ScalarKernels(WorkerTeam team, boolean roundActivations) {
    this.team = team;
    this.roundActivations = roundActivations;
    this.products = new ScalarMatmul(team, roundActivations);
  }

  @Override
  public String name() {
    return roundActivations ? "scalar" : "scalar-f32";
  }

  @Override
  public WorkerTeam team() {
    return team;
  }

  @Override
  public void matmul(Tensor out, Tensor x, Tensor w) {
    Contract.matmul(out, x, w);
    products.dense(out, x, w);
  }

  @Override
  public void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    Contract.matmulHeads(out, x, heads);
    products.heads(out, x, heads);
  }

  @Override
  public void matmulHeadsTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    Contract.matmulHeadsTransposed(out, x, heads);
    products.headsTransposed(out, x, heads);
  }

  @Override
  public void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    Contract.matmulExperts(out, x, experts, routing);
    products.experts(out, x, experts, routing);
  }

  @Override
  public void combineExperts(Tensor out, Tensor y, ExpertRouting routing) {
    Contract.combineExperts(out, y, routing);
    forRows(
        out,
        token -> {
          float[] sums = out.row(token);
          double[] added = new double[sums.length];
          for (int a = token * routing.topK(); a < (token + 1) * routing.topK(); a++) {
            double weight = routing.weights()[a];
            float[] expert = y.row(a);
            for (int i = 0; i < added.length; i++) {
              added[i] += weight * expert[i];
            }
          }
          for (int i = 0; i < sums.length; i++) {
            sums[i] = (float) (sums[i] + added[i]);
          }
          out.setRow(token, sums);
        });
  }

  @Override
  public void gather(Tensor out, Tensor table, int[] ids) {
    Contract.gather(out, table, ids);
    forRows(
        out,
        token -> {
          float[] values = new float[table.columns()];
          BlockDecoder.row(table, ids[token], values);
          out.setRow(token, values);
        });
  }

  @Override
  public void rmsNorm(Tensor out, Tensor x, Tensor weight, float epsilon) {
    Contract.rmsNorm(out, x, weight);
    float[] weights = onlyRow(weight);
    forRows(
        x,
        row -> {
          float[] values = x.row(row);
          double squares = ScalarMatmul.dot(values, values, values.length);
          double factor = 1 / Math.sqrt(squares / values.length + epsilon);
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor * weights[i]);
          }
          out.setRow(row, values);
        });
  }

  @Override
  public void rope(Tensor x, Tensor rotation, RopeLayout layout) {
    Contract.rope(x, rotation);
    int heads = Math.toIntExact(x.shape().length(1));
    int pairs = x.columns() / 2;
    int step = layout == RopeLayout.INTERLEAVED ? 2 : 1;
    int partner = layout == RopeLayout.INTERLEAVED ? 1 : pairs;
    forRows(
        x,
        row -> {
          float[] values = x.row(row);
          float[] angles = rotation.row(row / heads);
          for (int pair = 0; pair < pairs; pair++) {
            double first = values[pair * step];
            double second = values[pair * step + partner];
            double cosine = angles[pair];
            double sine = angles[pairs + pair];
            values[pair * step] = (float) (first * cosine - second * sine);
            values[pair * step + partner] = (float) (first * sine + second * cosine);
          }
          x.setRow(row, values);
        });
  }

  @Override
  public void swiglu(Tensor gate, Tensor up) {
    Contract.elementwise("swiglu", gate, up);
    forRows(
        gate,
        row -> {
          float[] values = gate.row(row);
          float[] factors = up.row(row);
          for (int i = 0; i < values.length; i++) {
            double value = values[i];
            values[i] = (float) (value / (1 + Math.exp(-value)) * factors[i]);
          }
          gate.setRow(row, values);
        });
  }

  @Override
  public void add(Tensor x, Tensor y) {
    Contract.elementwise("add", x, y);
    forRows(x, row -> addTo(x, row, y.row(row)));
  }

  @Override
  public void addBias(Tensor x, Tensor bias) {
    Contract.addBias(x, bias);
    float[] values = onlyRow(bias);
    forRows(x, row -> addTo(x, row, values));
  }

  private static void addTo(Tensor x, int row, float[] addends) {
    float[] values = x.row(row);
    for (int i = 0; i < values.length; i++) {
      values[i] += addends[i];
    }
    x.setRow(row, values);
  }

  @Override
  public void attention(
      Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale) {
    Contract.attention(out, q, keys, values, position);
    new ScalarAttention(out, q, keys, values, position, scale).run(team);
  }

  @Override
  public void store(CacheRows rows, int position, Tensor x) {
    Contract.cacheRows("store", rows, position, x);
    Tensor storage = rows.storage();
    forRows(
        x,
        token -> {
          long at = rows.rowOf(position + token) * storage.rowStride();
          BlockEncoder.encode(storage.type(), x.row(token), storage.data(), at);
        });
  }

  @Override
  public void load(Tensor out, CacheRows rows, int position) {
    Contract.cacheRows("load", rows, position, out);
    forRows(
        out,
        token -> {
          float[] values = new float[rows.width()];
          BlockDecoder.row(rows.storage(), rows.rowOf(position + token), values);
          out.setRow(token, values);
        });
  }

  private static float[] onlyRow(Tensor tensor) {
    float[] values = new float[tensor.columns()];
    BlockDecoder.row(tensor, 0, values);
    return values;
  }

  private void forRows(Tensor x, IntConsumer work) {
    team.forEach(x.rows(), ROWS, work);
  }

  @Override
  public void close() {
    team.close();
  }
}
