package dev.fathom.plan;

/// How many weights a model has.
///
/// @param total all, multi-token prediction left out
/// @param active those that one token meets
/// @param matrices of the active, those it is multiplied with: the input embedding left out
/// @param head the output head, which a prompt meets only once
/// @param routed all weights of routed experts
public record Parameters(double total, double active, double matrices, double head, double routed) {
  public Parameters {
    Amount.positive("a model's parameters", total);
    Amount.positive("a model's active parameters", active);
    Amount.positive("a model's active parameters without embedding", matrices);
    if (active > total || matrices > active || head > matrices || routed > total) {
      throw new IllegalArgumentException(
          "a model of %.4g parameters cannot have %.4g active ones, %.4g in products, %.4g in the head and %.4g in routed experts"
              .formatted(total, active, matrices, head, routed));
    }
  }

  /// All that is not in routed experts.
  public double always() {
    return total - routed;
  }
}
