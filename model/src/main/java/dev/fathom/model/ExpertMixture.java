package dev.fathom.model;

import dev.fathom.kernel.ExpertRouting;
import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.Tensor;
import java.util.Optional;

/// Each token through the experts its router chose, and through the shared ones (DeepSeekMoE, arXiv
/// 2401.06066).
final class ExpertMixture implements Mlp {
  private final ExpertWeights weights;
  private final Router router;
  private final int inner;
  private final Optional<DenseMlp> shared;

  ExpertMixture(ExpertsConfig config, ExpertWeights weights, float[] routerBias) {
    this.weights = weights;
    this.router = new Router(config, routerBias);
    this.inner = config.width();
    this.shared = weights.shared().map(DenseMlp::new);
  }

  @Override
  public void forward(Tensor out, Tensor x, Pass pass) {
    KernelSet kernels = pass.kernels();
    ExpertRouting routing = router.route(pass.product("router", x, weights.router()));
    int assignments = routing.experts().length;
    Tensor gate = pass.scratch().get("expert.gate", assignments, inner);
    Tensor up = pass.scratch().get("expert.up", assignments, inner);
    Tensor down = pass.scratch().get("expert.down", assignments, out.columns());
    kernels.matmulExperts(gate, x, weights.gates(), routing);
    kernels.matmulExperts(up, x, weights.ups(), routing);
    kernels.swiglu(gate, up);
    kernels.matmulExperts(down, gate, weights.downs(), routing);
    shared.ifPresentOrElse(mlp -> mlp.forward(out, x, pass), () -> out.data().fill((byte) 0));
    kernels.combineExperts(out, down, routing);
  }
}
