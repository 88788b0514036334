package dev.fathom.kernel;

import dev.fathom.kernel.x86.IntegerCode;
import dev.fathom.tensor.Tensor;
import java.util.List;

/// The fastest twin of {@link ScalarKernels}: machine code that Java writes itself at run time
/// (`docs/decisions/006-machine-code.md`). Products of the common quantised types multiply 8-bit
/// levels as integers ({@link ProductKernels}); what has no code of its own is done by {@link
/// VectorKernels} on the same team.
public final class MachineKernels implements KernelSet {
  private final ProductKernels products;
  private final MachineAttention attention;
  private final MachineRows rows;

  /// Kernels on `team`, which they own from now on; for processors with AVX-512.
  MachineKernels(WorkerTeam team, IntegerCode code) {
    this.products = new ProductKernels("machine", team, code);
    this.attention = new MachineAttention(team);
    this.rows = new MachineRows(team);
  }

  @Override
  public String name() {
    return products.name();
  }

  @Override
  public WorkerTeam team() {
    return products.team();
  }

  @Override
  public void matmul(Tensor out, Tensor x, Tensor w) {
    products.matmul(out, x, w);
  }

  @Override
  public void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    products.matmulHeads(out, x, heads);
  }

  @Override
  public void matmulHeadsTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    if (heads.isEmpty() || !MachineRows.multipliesTransposed(heads.getFirst())) {
      products.matmulHeadsTransposed(out, x, heads);
      return;
    }
    Contract.matmulHeadsTransposed(out, x, heads);
    rows.multiplyTransposed(out, x, heads);
  }

  @Override
  public void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    products.matmulExperts(out, x, experts, routing);
  }

  @Override
  public void combineExperts(Tensor out, Tensor y, ExpertRouting routing) {
    Contract.combineExperts(out, y, routing);
    rows.combineExperts(out, y, routing);
  }

  @Override
  public void gather(Tensor out, Tensor table, int[] ids) {
    Contract.gather(out, table, ids);
    rows.gather(out, table, ids);
  }

  @Override
  public void rmsNorm(Tensor out, Tensor x, Tensor weight, float epsilon) {
    Contract.rmsNorm(out, x, weight);
    rows.rmsNorm(out, x, weight, epsilon);
  }

  @Override
  public void rope(Tensor x, Tensor rotation, RopeLayout layout) {
    Contract.rope(x, rotation);
    rows.rope(x, rotation, layout);
  }

  @Override
  public void swiglu(Tensor gate, Tensor up) {
    Contract.elementwise("swiglu", gate, up);
    rows.swiglu(gate, up);
  }

  @Override
  public void add(Tensor x, Tensor y) {
    Contract.elementwise("add", x, y);
    rows.add(x, y);
  }

  @Override
  public void addBias(Tensor x, Tensor bias) {
    Contract.addBias(x, bias);
    rows.addBias(x, bias);
  }

  @Override
  public void attention(
      Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale) {
    Contract.attention(out, q, keys, values, position);
    if (attention.handles(out, q, keys, values)) {
      attention.run(out, q, keys, values, position, scale);
    } else {
      products.attention(out, q, keys, values, position, scale);
    }
  }

  @Override
  public void store(CacheRows rows, int position, Tensor x) {
    if (!MachineRows.stores(rows.storage().type())) {
      products.store(rows, position, x);
      return;
    }
    Contract.cacheRows("store", rows, position, x);
    this.rows.store(rows, position, x);
  }

  @Override
  public void load(Tensor out, CacheRows rows, int position) {
    products.load(out, rows, position);
  }

  /// Stops the threads, then gives the code's memory back.
  @Override
  public void close() {
    products.close();
    attention.close();
    rows.close();
  }
}
