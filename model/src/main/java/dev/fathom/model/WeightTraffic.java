package dev.fathom.model;

/// What a pass reads of the weights.
///
/// @param always bytes that every pass reads
/// @param routed bytes of all routed experts
/// @param share of the routed experts that one token goes to; 1 where there are none
public record WeightTraffic(long always, long routed, double share) {
  /// Bytes that a pass over `tokens` tokens reads: those of all experts that any of them goes to,
  /// where each token's are drawn evenly. Real tokens of one text agree more, and read less.
  public long bytes(int tokens) {
    return always + Math.round(routed * (1 - Math.pow(1 - share, tokens)));
  }
}
