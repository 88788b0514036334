package dev.fathom.train.recipe;

/// How the learning rate goes over a stage, as a factor of the configured one.
///
/// @param kind of decay
/// @param warmUp steps of linear warm-up
/// @param decay share of all steps, at the end, in which a `wsd` rate falls
/// @param floor what is left of the rate at the end
public record Schedule(Kind kind, int warmUp, double decay, double floor) {
  /// Forms of decay.
  public enum Kind {
    /// Warm-up, stable, linear decay (MiniCPM).
    WSD,
    /// Falls evenly from the warm-up on.
    LINEAR,
    /// Falls along half a cosine from the warm-up on.
    COSINE,
    /// Does not fall.
    CONSTANT
  }

  public Schedule {
    if (warmUp < 0 || !(decay >= 0 && decay <= 1) || !(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException(
          "warm-up must be 0 or more steps, decay and floor shares of 1, got %d, %s, %s"
              .formatted(warmUp, decay, floor));
    }
  }

  /// The factor of step `step`, 1 the first, of `steps`.
  public double rate(int step, int steps) {
    if (step <= warmUp) {
      return (double) step / warmUp;
    }
    double start =
        switch (kind) {
          case WSD -> Math.max(warmUp, steps - Math.rint(decay * steps));
          case LINEAR, COSINE -> warmUp;
          case CONSTANT -> steps;
        };
    // the last step still learns: it lies one short of the decay's end
    double done = Math.max(0, Math.min(1, (step - start - 1) / Math.max(1, steps - start)));
    double left =
        switch (kind) {
          case WSD, LINEAR -> 1 - done;
          case COSINE -> (1 + Math.cos(Math.PI * done)) / 2;
          case CONSTANT -> 1;
        };
    return floor + (1 - floor) * left;
  }
}
