package dev.fathom.plan;

import dev.fathom.meter.Joules;
import dev.fathom.meter.Watts;

/// A length of time. A `Duration` counts nanoseconds in 64 bits: 292 years, less than the device
/// hours of one training run.
public record Span(double seconds) implements Comparable<Span> {
  public static final Span DAY = new Span(86_400);
  public static final Span YEAR = ofDays(365.25);

  private static final double PER_HOUR = 3600;

  public Span {
    Amount.require("a length of time (s)", seconds);
  }

  public static Span ofHours(double hours) {
    return new Span(hours * PER_HOUR);
  }

  public static Span ofDays(double days) {
    return new Span(days * 24 * PER_HOUR);
  }

  public double hours() {
    return seconds / PER_HOUR;
  }

  public double days() {
    return hours() / 24;
  }

  public Span plus(Span other) {
    return new Span(seconds + other.seconds);
  }

  public Span times(double factor) {
    return new Span(seconds * factor);
  }

  /// What `power` takes meanwhile.
  public Joules of(Watts power) {
    return new Joules(power.value() * seconds);
  }

  @Override
  public int compareTo(Span other) {
    return Double.compare(seconds, other.seconds);
  }
}
