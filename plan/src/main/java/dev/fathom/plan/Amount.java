package dev.fathom.plan;

/// What all amounts have in common: they are finite and not negative. Sums and products that leave
/// the numbers end here, with a name.
final class Amount {
  private Amount() {}

  static double require(String what, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s must be a finite number, 0 or more, got %s".formatted(what, value));
    }
    return value;
  }

  static double positive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s must be a finite number above 0, got %s".formatted(what, value));
    }
    return value;
  }

  static double share(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "%s must be a share from 0 to 1 (or 0 %% to 100 %%), got %s".formatted(what, value));
    }
    return value;
  }

  static int count(String what, double value) {
    if (!(value >= 1 && value <= 1e9) || value != Math.rint(value)) {
      throw new IllegalArgumentException(
          "%s must be a whole number from 1 to 1,000,000,000, got %s".formatted(what, value));
    }
    return (int) value;
  }
}
