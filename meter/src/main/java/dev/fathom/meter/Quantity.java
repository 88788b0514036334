package dev.fathom.meter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/// What all amounts have in common: they are finite and not negative.
final class Quantity {
  private static final MathContext DIGITS = new MathContext(6);

  private Quantity() {}

  static void require(String unit, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "an amount of %s is a number, 0 or more, got %s".formatted(unit, value));
    }
  }

  static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /// With six digits: more are noise in a measurement.
  static BigDecimal told(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}
