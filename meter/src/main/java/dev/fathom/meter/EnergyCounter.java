package dev.fathom.meter;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A file that counts microjoules, and begins again at 0 behind its largest number.
final class EnergyCounter {
  /// No part of a machine that has a counter of its own takes more.
  private static final double MOST_WATTS = 2000;

  /// A counter steps every millisecond or so, and may have been late the time before.
  private static final double LATE_SECONDS = 0.05;

  private final SensorFile file;
  private final long range;
  private boolean known;
  private long last;
  private long lastNanos;

  /// @param range its largest number; 0 where that is not known, so that it cannot begin again
  EnergyCounter(SensorFile file, long range) {
    this.file = file;
    this.range = range;
  }

  /// The joules since the last call; nothing where that is not known: at first, while the file
  /// cannot be read, and where the step cannot be true.
  ///
  /// @param now as `System.nanoTime` tells it
  OptionalDouble advance(long now) {
    OptionalLong read = file.number();
    double seconds = (now - lastNanos) / 1e9;
    boolean follows = known && read.isPresent();
    double joules = follows ? step(read.getAsLong(), seconds) / 1e6 : -1;
    known = read.isPresent();
    last = read.orElse(0);
    lastNanos = now;
    boolean likely = joules >= 0 && joules <= MOST_WATTS * (seconds + LATE_SECONDS);
    return likely ? OptionalDouble.of(joules) : OptionalDouble.empty();
  }

  private double step(long value, double seconds) {
    if (range > 0 && MOST_WATTS * seconds * 1e6 > range) {
      // it may have gone round more than once
      return -1;
    }
    return value < last && range > 0 ? (double) value - last + range : (double) value - last;
  }
}
