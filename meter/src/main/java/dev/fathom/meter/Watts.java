package dev.fathom.meter;

import java.time.Duration;

/// An amount of power.
public record Watts(double value) {
  public Watts {
    Quantity.require("watts", value);
  }

  /// The energy that it is in `time`.
  public Joules over(Duration time) {
    return new Joules(value * Quantity.seconds(time));
  }
}
