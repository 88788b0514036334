package dev.fathom.kernel;

import dev.fathom.kernel.x86.IntegerCode;
import dev.fathom.tensor.Tensor;
import java.util.List;

/// Products of the common quantised types in machine code (`docs/decisions/006-machine-code.md`),
/// which multiplies 8-bit levels as integers; everything else is done by {@link VectorKernels} on
/// the same team. For processors without AVX-512; with it, {@link MachineKernels} do more in code.
public final class ProductKernels extends ForwardingKernels {
  private final String name;
  private final MachineProducts products;

  /// Kernels on `team`, which they own from now on, that run `code`.
  ProductKernels(String name, WorkerTeam team, IntegerCode code) {
    super(new VectorKernels(team, true));
    this.name = name;
    this.products = new MachineProducts(team, code);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void matmul(Tensor out, Tensor x, Tensor w) {
    if (!products.handles(w)) {
      super.matmul(out, x, w);
      return;
    }
    Contract.matmul(out, x, w);
    products.run(out, x, Product.dense(x, w));
  }

  @Override
  public void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    if (heads.isEmpty() || !products.handles(heads.getFirst())) {
      super.matmulHeads(out, x, heads);
      return;
    }
    Contract.matmulHeads(out, x, heads);
    products.run(out, x, Product.heads(x, heads));
  }

  @Override
  public void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    if (experts.isEmpty() || !products.handles(experts.getFirst())) {
      super.matmulExperts(out, x, experts, routing);
      return;
    }
    Contract.matmulExperts(out, x, experts, routing);
    products.run(out, x, Product.experts(x, experts, routing));
  }

  /// Stops the threads, then gives the code's memory back.
  @Override
  public void close() {
    super.close();
    products.close();
  }
}
