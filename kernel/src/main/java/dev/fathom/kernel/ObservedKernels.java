package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;
import java.util.List;

/// Other kernels, and somebody who is told what goes into their products. Results are theirs. Where
/// nobody looks on, nothing is paid: then there are no such kernels.
public final class ObservedKernels implements KernelSet {
  private final KernelSet kernels;
  private final ProductObserver observer;

  /// @param kernels which these own from now on
  public ObservedKernels(KernelSet kernels, ProductObserver observer) {
    this.kernels = kernels;
    this.observer = observer;
  }

  @Override
  public String name() {
    return kernels.name();
  }

  @Override
  public WorkerTeam team() {
    return kernels.team();
  }

  private void tell(List<Product> products, Tensor x) {
    for (Product product : products) {
      for (int input : product.inputs()) {
        observer.meets(product.w(), x.row(input));
      }
    }
  }

  @Override
  public void matmul(Tensor out, Tensor x, Tensor w) {
    tell(Product.dense(x, w), x);
    kernels.matmul(out, x, w);
  }

  @Override
  public void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    tell(Product.heads(x, heads), x);
    kernels.matmulHeads(out, x, heads);
  }

  @Override
  public void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    tell(Product.experts(x, experts, routing), x);
    kernels.matmulExperts(out, x, experts, routing);
  }

  /// Not told: these weights lie transposed, a row of them meets single numbers.
  @Override
  public void matmulHeadsTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    kernels.matmulHeadsTransposed(out, x, heads);
  }

  @Override
  public void combineExperts(Tensor out, Tensor y, ExpertRouting routing) {
    kernels.combineExperts(out, y, routing);
  }

  @Override
  public void gather(Tensor out, Tensor table, int[] ids) {
    kernels.gather(out, table, ids);
  }

  @Override
  public void rmsNorm(Tensor out, Tensor x, Tensor weight, float epsilon) {
    kernels.rmsNorm(out, x, weight, epsilon);
  }

  @Override
  public void rope(Tensor x, Tensor rotation, RopeLayout layout) {
    kernels.rope(x, rotation, layout);
  }

  @Override
  public void swiglu(Tensor gate, Tensor up) {
    kernels.swiglu(gate, up);
  }

  @Override
  public void add(Tensor x, Tensor y) {
    kernels.add(x, y);
  }

  @Override
  public void addBias(Tensor x, Tensor bias) {
    kernels.addBias(x, bias);
  }

  @Override
  public void attention(
      Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale) {
    kernels.attention(out, q, keys, values, position, scale);
  }

  @Override
  public void store(CacheRows rows, int position, Tensor x) {
    kernels.store(rows, position, x);
  }

  @Override
  public void load(Tensor out, CacheRows rows, int position) {
    kernels.load(out, rows, position);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
