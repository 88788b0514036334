package dev.fathom.train.torch;

/// How gradients become steps.
///
/// @param kind which optimizer takes the matrices inside the blocks
/// @param rate of AdamW
/// @param matrixRate of Muon
/// @param beta1 decay of AdamW's mean
/// @param beta2 decay of AdamW's mean square
/// @param momentum of Muon
/// @param decay of weights, decoupled; norms and biases do not decay
/// @param clip the largest norm of the whole gradient; infinite for none
public record OptimizerSettings(
    Kind kind,
    double rate,
    double matrixRate,
    double beta1,
    double beta2,
    double momentum,
    double decay,
    double clip) {
  /// Which optimizer takes the matrices inside the blocks. Embedding, head, router and norms are
  /// AdamW's in any case.
  public enum Kind {
    ADAMW,
    MUON
  }

  public OptimizerSettings {
    if (!(rate >= 0 && matrixRate >= 0 && decay >= 0 && clip > 0)) {
      throw new IllegalArgumentException(
          "rates %s and %s and decay %s must be 0 or more, clip %s more than 0"
              .formatted(rate, matrixRate, decay, clip));
    }
    if (!(within(beta1) && within(beta2) && within(momentum))) {
      throw new IllegalArgumentException(
          "beta1 %s, beta2 %s and momentum %s must be from 0 to below 1"
              .formatted(beta1, beta2, momentum));
    }
  }

  private static boolean within(double share) {
    return share >= 0 && share < 1;
  }

  /// AdamW with V3's betas, decay and clipping.
  public static OptimizerSettings adamW(double rate) {
    return new OptimizerSettings(Kind.ADAMW, rate, 0, 0.9, 0.95, 0.95, 0.1, 1);
  }

  /// Muon for matrices, AdamW for the rest.
  public static OptimizerSettings muon(double matrixRate, double rate) {
    return new OptimizerSettings(Kind.MUON, rate, matrixRate, 0.9, 0.95, 0.95, 0.1, 1);
  }
}
