package dev.fathom.plan;

import java.util.Locale;
import java.util.random.RandomGenerator;

/// How lengths vary around a mean.
///
/// @param spread standard deviation of the logarithm where it is lognormal
public record LengthLaw(Kind kind, double spread) {
  /// The families.
  public enum Kind {
    FIXED,
    EXPONENTIAL,
    LOGNORMAL
  }

  private static final double USUAL_SPREAD = 1;

  public LengthLaw {
    if (!(spread >= 0 && spread <= 5)) {
      throw new IllegalArgumentException(
          "the spread of a lognormal length must be from 0 to 5, got " + spread);
    }
  }

  /// `fixed`, `exponential`, `lognormal` or `lognormal:0.7`.
  public static LengthLaw of(String word) {
    String[] parts = word.split(":", 2);
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(parts[0])
          && (parts.length == 1 || kind == Kind.LOGNORMAL)) {
        double spread =
            parts.length == 1 ? USUAL_SPREAD : Unit.NUMBER.parse("--lengths spread", parts[1]);
        return new LengthLaw(kind, spread);
      }
    }
    throw new IllegalArgumentException(
        "--lengths must be fixed, exponential, lognormal or lognormal:SPREAD, got '" + word + "'");
  }

  /// A length, from 1 to `most`.
  int draw(double mean, int most, RandomGenerator random) {
    double length =
        switch (kind) {
          case FIXED -> mean;
          case EXPONENTIAL -> mean * random.nextExponential();
          case LOGNORMAL -> mean * Math.exp(spread * random.nextGaussian() - spread * spread / 2);
        };
    return (int) Math.max(1, Math.min(most, Math.round(length)));
  }
}
