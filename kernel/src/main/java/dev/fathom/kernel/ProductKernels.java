package dev.fathom.kernel;

import dev.fathom.kernel.x86.IntegerCode;
import dev.fathom.tensor.Tensor;
import java.util.List;

/// Products of the common quantised types in machine code (`docs/decisions/006-machine-code.md`),
/// which multiplies 8-bit levels as integers; everything else is done by {@link VectorKernels} on
/// the same team. For processors without AVX-512; with it, {@link MachineKernels} do more in code.
public final class ProductKernels implements KernelSet {
  private final String name;
  private final VectorKernels vector;
  private final MachineProducts products;

  /// Kernels on `team`, which they own from now on, that run `code`.
  ProductKernels(String name, WorkerTeam team, IntegerCode code) {
    this.name = name;
    this.vector = new VectorKernels(team, true);
    this.products = new MachineProducts(team, code);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public WorkerTeam team() {
    return vector.team();
  }

  @Override
  public void matmul(Tensor out, Tensor x, Tensor w) {
    if (!products.handles(w)) {
      vector.matmul(out, x, w);
      return;
    }
    Contract.matmul(out, x, w);
    products.run(out, x, Product.dense(x, w));
  }

  @Override
  public void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    if (heads.isEmpty() || !products.handles(heads.getFirst())) {
      vector.matmulHeads(out, x, heads);
      return;
    }
    Contract.matmulHeads(out, x, heads);
    products.run(out, x, Product.heads(x, heads));
  }

  @Override
  public void matmulHeadsTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    vector.matmulHeadsTransposed(out, x, heads);
  }

  @Override
  public void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    if (experts.isEmpty() || !products.handles(experts.getFirst())) {
      vector.matmulExperts(out, x, experts, routing);
      return;
    }
    Contract.matmulExperts(out, x, experts, routing);
    products.run(out, x, Product.experts(x, experts, routing));
  }

  @Override
  public void combineExperts(Tensor out, Tensor y, ExpertRouting routing) {
    vector.combineExperts(out, y, routing);
  }

  @Override
  public void gather(Tensor out, Tensor table, int[] ids) {
    vector.gather(out, table, ids);
  }

  @Override
  public void rmsNorm(Tensor out, Tensor x, Tensor weight, float epsilon) {
    vector.rmsNorm(out, x, weight, epsilon);
  }

  @Override
  public void rope(Tensor x, Tensor rotation, RopeLayout layout) {
    vector.rope(x, rotation, layout);
  }

  @Override
  public void swiglu(Tensor gate, Tensor up) {
    vector.swiglu(gate, up);
  }

  @Override
  public void add(Tensor x, Tensor y) {
    vector.add(x, y);
  }

  @Override
  public void addBias(Tensor x, Tensor bias) {
    vector.addBias(x, bias);
  }

  @Override
  public void attention(
      Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale) {
    vector.attention(out, q, keys, values, position, scale);
  }

  @Override
  public void store(CacheRows rows, int position, Tensor x) {
    vector.store(rows, position, x);
  }

  @Override
  public void load(Tensor out, CacheRows rows, int position) {
    vector.load(out, rows, position);
  }

  /// Stops the threads, then gives the code's memory back.
  @Override
  public void close() {
    vector.close();
    products.close();
  }
}
