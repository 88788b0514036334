package dev.fathom.plan;

/// What answers: units that compute prompts, units that generate.
///
/// @param prefill a unit for prompts
/// @param decode a unit for answers
public record Fleet(Roofline prefill, Roofline decode) {
  /// The smallest units that hold the model; throws where none does.
  public static Fleet smallest(
      ModelShape model, Weights weights, Precision cache, Machine machine) {
    Roofline unit = Roofline.smallest(model, weights, cache, machine);
    if (unit == null) {
      Roofline largest = new Roofline(model, weights, cache, machine, 256 * machine.devices());
      throw new IllegalArgumentException(
          "%s fits nowhere: in units of 256 nodes of %s its weights still take %.3g GB of each device's %.3g GB; try a smaller precision or another machine"
              .formatted(
                  model.name(),
                  machine.name(),
                  largest.weightsPerDevice().value() / 1e9,
                  machine.device().memory().value() / 1e9));
    }
    return new Fleet(unit, unit);
  }

  /// Units of so many nodes; throws where the model does not fit.
  public static Fleet of(Roofline any, int prefillNodes, int decodeNodes) {
    return new Fleet(sized(any, prefillNodes), sized(any, decodeNodes));
  }

  private static Roofline sized(Roofline any, int nodes) {
    int devices = nodes * any.machine().devices();
    Roofline unit = new Roofline(any.model(), any.weights(), any.cache(), any.machine(), devices);
    if (!unit.fits()) {
      throw new IllegalArgumentException(
          "%s does not fit a unit of %d nodes of %s: %.3g GB of weights in each device of %.3g GB"
              .formatted(
                  any.model().name(),
                  nodes,
                  any.machine().name(),
                  unit.weightsPerDevice().value() / 1e9,
                  any.machine().device().memory().value() / 1e9));
    }
    return unit;
  }

  public Machine machine() {
    return decode.machine();
  }

  public ModelShape model() {
    return decode.model();
  }

  /// Nodes of a unit that computes prompts.
  public int prefillNodes() {
    return prefill.devices() / machine().devices();
  }

  /// Nodes of a unit that generates.
  public int decodeNodes() {
    return decode.devices() / machine().devices();
  }

  /// Sequences at once on a unit that generates, such that each has its speed.
  public double batch(Demand.Request request) {
    double batch = decode.batchFor(request.stream(), request.context());
    if (batch < 1) {
      Span one = decode.step(1, request.context());
      throw new IllegalArgumentException(
          "%s on %s: not even one sequence of %,.0f tokens at %.3g tokens/s: %s"
              .formatted(
                  model().name(),
                  machine().name(),
                  request.context(),
                  request.stream().perSecond(),
                  decode.mostSequences(request.context()) < 1
                      ? "its cache does not fit"
                      : "alone it gets %.3g tokens/s".formatted(1 / one.seconds())));
    }
    return batch;
  }

  /// What a node does of this demand, by the roofline.
  public NodeRates rates(Demand demand) {
    Demand.Request request = demand.request();
    double batch = batch(request);
    double output = batch / decode.step(batch, request.context()).seconds() / decodeNodes();
    double perFresh = demand.inputPerFresh();
    double fresh = Math.max(request.fresh(), 1); // a prompt is never cached to its last token
    double computed = prefill.prefillRate(fresh, request.before()).perSecond() / prefillNodes();
    return new NodeRates(
        new TokenRate(computed * Math.min(perFresh, 1 + request.before())), new TokenRate(output));
  }
}
