package dev.fathom.meter;

import java.time.Duration;

/// A machine that was paid for and is written off evenly over the hours it is used.
///
/// @param years until nothing is left of its price
/// @param hoursPerDay that it is at work
public record Hardware(Money price, double years, double hoursPerDay) {
  private static final double DAYS_PER_YEAR = 365.25;

  public Hardware {
    if (!(years > 0 && years <= 100) || !(hoursPerDay > 0 && hoursPerDay <= 24)) {
      throw new IllegalArgumentException(
          "hardware is written off over more than 0 and at most 100 years of more than 0 and at most 24 hours a day, got %s and %s"
              .formatted(years, hoursPerDay));
    }
  }

  /// What is written off in `busy`.
  public Money of(Duration busy) {
    double seconds = years * DAYS_PER_YEAR * hoursPerDay * 3600;
    return price.times(Quantity.seconds(busy) / seconds);
  }
}
