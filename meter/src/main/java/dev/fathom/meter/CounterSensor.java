package dev.fathom.meter;

import java.util.List;
import java.util.OptionalDouble;

/// Counters of several parts of the machine together: known where all of them are.
record CounterSensor(String name, List<EnergyCounter> counters) implements Sensor {
  CounterSensor {
    counters = List.copyOf(counters);
  }

  @Override
  public OptionalDouble advance(long now) {
    double sum = 0;
    boolean known = true;
    for (EnergyCounter counter : counters) {
      // all of them step, whatever the others say
      OptionalDouble joules = counter.advance(now);
      known &= joules.isPresent();
      sum += joules.orElse(0);
    }
    return known ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }
}
