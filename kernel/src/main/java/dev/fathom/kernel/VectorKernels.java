package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// The fast twin of {@link ScalarKernels}, on the vectors of the JDK's incubating Vector API.
/// Weights are decoded to f32 in the cache and multiplied there, whatever their type; only sums of
/// products round.
public final class VectorKernels implements KernelSet {
  /// Elements that a thread takes at a time in a loop over rows: about 10 microseconds.
  private static final int ELEMENTS = 32_768;

  private final WorkerTeam team;
  private final boolean roundActivations;
  private final VectorProducts products;
  private final ThreadLocal<VectorScratch> scratches = ThreadLocal.withInitial(VectorScratch::new);

  /// Kernels on `team`, which they own from now on. With `roundActivations`, rows that meet a
  /// quantised weight are first rounded to 8 bits a block, as integer kernels must.
  VectorKernels(WorkerTeam team, boolean roundActivations) {
    this.team = team;
    this.roundActivations = roundActivations;
    this.products = new VectorProducts(team, scratches, roundActivations);
  }

  @Override
  public String name() {
    return roundActivations ? "vector" : "vector-f32";
  }

  @Override
  public WorkerTeam team() {
    return team;
  }

  @Override
  public void matmul(Tensor out, Tensor x, Tensor w) {
    Contract.matmul(out, x, w);
    products.run(out, x, Product.dense(x, w));
  }

  @Override
  public void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    Contract.matmulHeads(out, x, heads);
    products.run(out, x, Product.heads(x, heads));
  }

  @Override
  public void matmulHeadsTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    Contract.matmulHeadsTransposed(out, x, heads);
    products.headsTransposed(out, x, heads);
  }

  @Override
  public void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    Contract.matmulExperts(out, x, experts, routing);
    products.run(out, x, Product.experts(x, experts, routing));
  }

  @Override
  public void combineExperts(Tensor out, Tensor y, ExpertRouting routing) {
    Contract.combineExperts(out, y, routing);
    int topK = routing.topK();
    forRows(
        out,
        topK,
        (token, scratch) -> {
          int length = VectorLanes.padded(out.columns());
          float[] sums = scratch.values;
          Arrays.fill(sums, 0, length, 0);
          for (int a = token * topK; a < (token + 1) * topK; a++) {
            VectorRows.read(y, a, scratch.panel, 0);
            VectorRows.addScaled(sums, 0, scratch.panel, 0, routing.weights()[a], length);
          }
          VectorRows.read(out, token, scratch.panel, 0);
          VectorRows.addScaled(sums, 0, scratch.panel, 0, 1, length);
          VectorRows.write(sums, 0, out, token);
        });
  }

  @Override
  public void gather(Tensor out, Tensor table, int[] ids) {
    Contract.gather(out, table, ids);
    forRows(
        out,
        1,
        (token, scratch) -> {
          VectorDecoder.row(table, ids[token], scratch, scratch.values, 0);
          VectorRows.write(scratch.values, 0, out, token);
        });
  }

  @Override
  public void rmsNorm(Tensor out, Tensor x, Tensor weight, float epsilon) {
    Contract.rmsNorm(out, x, weight);
    float[] weights = onlyRow(weight);
    forRows(
        x,
        1,
        (row, scratch) -> {
          float[] values = scratch.values;
          VectorRows.read(x, row, values, 0);
          float squares = VectorRows.squares(values, weights.length, scratch.lanes);
          float factor = (float) (1 / Math.sqrt(squares / (double) x.columns() + epsilon));
          VectorRows.scale(values, factor, weights, weights.length);
          VectorRows.write(values, 0, out, row);
        });
  }

  @Override
  public void rope(Tensor x, Tensor rotation, RopeLayout layout) {
    Contract.rope(x, rotation);
    int heads = Math.toIntExact(x.shape().length(1));
    forRows(
        x,
        1,
        (row, scratch) -> {
          VectorRows.read(x, row, scratch.values, 0);
          VectorRows.read(rotation, row / heads, scratch.panel, 0);
          VectorRows.rotate(scratch.values, scratch.panel, x.columns() / 2, layout);
          VectorRows.write(scratch.values, 0, x, row);
        });
  }

  @Override
  public void swiglu(Tensor gate, Tensor up) {
    Contract.elementwise("swiglu", gate, up);
    forRows(
        gate,
        4,
        (row, scratch) -> {
          VectorRows.read(gate, row, scratch.values, 0);
          VectorRows.read(up, row, scratch.panel, 0);
          VectorExp.swiglu(scratch.values, scratch.panel, VectorLanes.padded(gate.columns()));
          VectorRows.write(scratch.values, 0, gate, row);
        });
  }

  @Override
  public void add(Tensor x, Tensor y) {
    Contract.elementwise("add", x, y);
    forRows(
        x,
        1,
        (row, scratch) -> {
          VectorRows.read(y, row, scratch.panel, 0);
          addTo(x, row, scratch.panel, scratch);
        });
  }

  @Override
  public void addBias(Tensor x, Tensor bias) {
    Contract.addBias(x, bias);
    float[] values = onlyRow(bias);
    forRows(x, 1, (row, scratch) -> addTo(x, row, values, scratch));
  }

  private static void addTo(Tensor x, int row, float[] addends, VectorScratch scratch) {
    VectorRows.read(x, row, scratch.values, 0);
    VectorRows.addScaled(scratch.values, 0, addends, 0, 1, VectorLanes.padded(x.columns()));
    VectorRows.write(scratch.values, 0, x, row);
  }

  @Override
  public void attention(
      Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale) {
    Contract.attention(out, q, keys, values, position);
    new VectorAttention(out, q, keys, values, position, scale).run(team, scratches);
  }

  @Override
  public void store(CacheRows rows, int position, Tensor x) {
    Contract.cacheRows("store", rows, position, x);
    forRows(
        x,
        rows.storage().type().isQuantized() ? 8 : 1,
        (token, scratch) -> {
          VectorRows.read(x, token, scratch.values, 0);
          VectorRows.store(scratch.values, rows.storage(), rows.rowOf(position + token), scratch);
        });
  }

  @Override
  public void load(Tensor out, CacheRows rows, int position) {
    Contract.cacheRows("load", rows, position, out);
    forRows(
        out,
        1,
        (token, scratch) -> {
          long row = rows.rowOf(position + token);
          VectorDecoder.row(rows.storage(), row, scratch, scratch.values, 0);
          VectorRows.write(scratch.values, 0, out, token);
        });
  }

  /// A padded copy.
  private static float[] onlyRow(Tensor tensor) {
    float[] values = new float[VectorLanes.padded(tensor.columns())];
    VectorDecoder.row(tensor, 0, new VectorScratch(), values, 0);
    return values;
  }

  /// The work on one row; `values` and `panel` of the scratch have room for it.
  @FunctionalInterface
  private interface RowWork {
    void run(int row, VectorScratch scratch);
  }

  /// Rows of `x` that cost `weight` times what a copy does.
  private void forRows(Tensor x, int weight, RowWork work) {
    int length = VectorLanes.padded(x.columns());
    int chunk = Math.max(1, ELEMENTS / weight / Math.max(1, length));
    team.forRange(
        x.rows(),
        chunk,
        (from, to) -> {
          VectorScratch scratch = scratches.get();
          scratch.needValues(length);
          scratch.needPanel(length);
          scratch.needLanes(VectorLanes.COUNT);
          for (int row = from; row < to; row++) {
            work.run(row, scratch);
          }
        });
  }

  @Override
  public void close() {
    team.close();
  }
}
