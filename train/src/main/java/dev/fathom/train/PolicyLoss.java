package dev.fathom.train;

/// How a policy's loss is taken.
///
/// @param kind over what it is averaged (see {@link Kind})
/// @param clipLow epsilon below 1 of the probability ratio
/// @param clipHigh epsilon above 1 (DAPO's clip-higher)
/// @param kl weight of the KL to the reference, 0 for none
/// @param longest tokens of an answer at most, which Dr. GRPO divides by
public record PolicyLoss(Kind kind, double clipLow, double clipHigh, double kl, int longest) {
  /// Loss types, as TRL names them.
  public enum Kind {
    /// The mean over each answer, then over answers (DeepSeekMath).
    GRPO,
    /// The sum over tokens divided by a constant length (Dr. GRPO).
    DR_GRPO,
    /// The mean over all tokens of the batch (DAPO).
    DAPO
  }
}
