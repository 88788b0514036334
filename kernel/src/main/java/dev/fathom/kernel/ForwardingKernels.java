package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;
import java.util.List;

/// Leaves everything to other kernels, which it owns; what a subclass does itself it overrides.
abstract sealed class ForwardingKernels implements KernelSet
    permits ProductKernels, ObservedKernels {
  private final KernelSet kernels;

  ForwardingKernels(KernelSet kernels) {
    this.kernels = kernels;
  }

  @Override
  public String name() {
    return kernels.name();
  }

  @Override
  public WorkerTeam team() {
    return kernels.team();
  }

  @Override
  public void matmul(Tensor out, Tensor x, Tensor w) {
    kernels.matmul(out, x, w);
  }

  @Override
  public void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    kernels.matmulHeads(out, x, heads);
  }

  @Override
  public void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    kernels.matmulExperts(out, x, experts, routing);
  }

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
