package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;
import java.util.List;

/// To be written by the kernel room.
public final class VectorKernels implements KernelSet {
  private final WorkerTeam team;
  private final boolean roundActivations;

  VectorKernels(WorkerTeam team, boolean roundActivations) {
    this.team = team;
    this.roundActivations = roundActivations;
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
    throw new UnsupportedOperationException();
  }

  @Override
  public void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void matmulHeadsTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void combineExperts(Tensor out, Tensor y, ExpertRouting routing) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void gather(Tensor out, Tensor table, int[] ids) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void rmsNorm(Tensor out, Tensor x, Tensor weight, float epsilon) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void rope(Tensor x, Tensor rotation, RopeLayout layout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void swiglu(Tensor gate, Tensor up) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void add(Tensor x, Tensor y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void addBias(Tensor x, Tensor bias) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void attention(
      Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void store(CacheRows rows, int position, Tensor x) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void load(Tensor out, CacheRows rows, int position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    team.close();
  }
}
