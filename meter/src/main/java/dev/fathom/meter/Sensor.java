package dev.fathom.meter;

import java.util.OptionalDouble;

/// Something that tells how much energy this machine takes. Not for several threads at once.
public sealed interface Sensor permits CounterSensor, PowerSensor {
  /// What it is and what it counts.
  String name();

  /// The joules since the last call; nothing where that is not known.
  ///
  /// @param now as `System.nanoTime` tells it
  OptionalDouble advance(long now);
}
