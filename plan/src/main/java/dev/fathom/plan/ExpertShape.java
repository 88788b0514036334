package dev.fathom.plan;

/// The mixture of experts of a model.
///
/// @param count routed experts in a layer
/// @param used of them by a token
/// @param layers that have experts
public record ExpertShape(int count, int used, int layers) {
  public ExpertShape {
    if (used < 1 || used > count || layers < 1) {
      throw new IllegalArgumentException(
          "%d of %d experts in %d layers cannot be".formatted(used, count, layers));
    }
  }

  /// The share of the experts that any of `tokens` goes to, if each draws evenly.
  double hit(double tokens) {
    return 1 - Math.pow(1 - (double) used / count, tokens);
  }
}
