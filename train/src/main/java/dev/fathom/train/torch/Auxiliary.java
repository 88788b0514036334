package dev.fathom.train.torch;

/// What is learned besides the next token.
///
/// @param foresight weight of the loss of multi-token prediction, of depth 1 (V3: 0.3, later 0.1)
/// @param balance alpha of the sequence-wise balance loss (V3: 1e-4)
/// @param correction gamma, by which a router's correction bias moves each step (V3: 1e-3)
public record Auxiliary(double foresight, double balance, double correction) {
  public Auxiliary {
    if (!(foresight >= 0 && balance >= 0 && correction >= 0)) {
      throw new IllegalArgumentException(
          "weights of foresight %s, balance %s and correction %s must be 0 or more"
              .formatted(foresight, balance, correction));
    }
  }

  public static Auxiliary none() {
    return new Auxiliary(0, 0, 0);
  }
}
