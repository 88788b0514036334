package dev.fathom.meter;

import java.util.OptionalDouble;
import java.util.function.Supplier;

/// A reading of power; energy is the mean of two readings times the time between.
final class PowerSensor implements Sensor {
  /// Two readings further apart say nothing of the time between.
  private static final double LONGEST_SECONDS = 10;

  private static final double MOST_WATTS = 100_000;

  private final String name;
  private final Supplier<OptionalDouble> watts;
  private OptionalDouble last = OptionalDouble.empty();
  private long lastNanos;

  PowerSensor(String name, Supplier<OptionalDouble> watts) {
    this.name = name;
    this.watts = watts;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OptionalDouble advance(long now) {
    OptionalDouble read = watts.get();
    if (read.isPresent() && read.getAsDouble() > MOST_WATTS) {
      read = OptionalDouble.empty();
    }
    double seconds = (now - lastNanos) / 1e9;
    boolean known = last.isPresent() && read.isPresent() && seconds <= LONGEST_SECONDS;
    double joules = known ? (last.getAsDouble() + read.getAsDouble()) / 2 * seconds : 0;
    last = read;
    lastNanos = now;
    return known ? OptionalDouble.of(joules) : OptionalDouble.empty();
  }
}
