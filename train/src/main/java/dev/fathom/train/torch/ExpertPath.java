package dev.fathom.train.torch;

/// How the routed experts are computed: the same numbers but for the order of sums. It is a setting
/// and never chosen by the clock inside a run, so that a run can be repeated to the same hash.
public enum ExpertPath {
  /// Every expert for every token, unchosen ones times 0: few large products, more arithmetic.
  ALL,
  /// Every expert for its own tokens: the least arithmetic, in small products.
  CHOSEN
}
