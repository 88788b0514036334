package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;
import java.util.List;

/// Other kernels, and somebody who is told what goes into their products. Results are theirs. Where
/// nobody looks on, nothing is paid: then there are no such kernels.
///
/// Not told of {@link #matmulHeadsTransposed}: these weights lie transposed, a row of them meets
/// single numbers.
public final class ObservedKernels extends ForwardingKernels {
  private final ProductObserver observer;

  /// @param kernels which these own from now on
  public ObservedKernels(KernelSet kernels, ProductObserver observer) {
    super(kernels);
    this.observer = observer;
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
    super.matmul(out, x, w);
  }

  @Override
  public void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    tell(Product.heads(x, heads), x);
    super.matmulHeads(out, x, heads);
  }

  @Override
  public void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    tell(Product.experts(x, experts, routing), x);
    super.matmulExperts(out, x, experts, routing);
  }
}
