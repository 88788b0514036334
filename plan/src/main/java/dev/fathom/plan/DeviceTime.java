package dev.fathom.plan;

import dev.fathom.meter.Joules;
import dev.fathom.meter.Money;
import dev.fathom.meter.Watts;

/// What is rented: devices times hours.
public record DeviceTime(double hours) {
  public static final DeviceTime ZERO = new DeviceTime(0);

  public DeviceTime {
    Amount.require("an amount of device hours", hours);
  }

  public static DeviceTime of(double devices, Span time) {
    return new DeviceTime(devices * time.hours());
  }

  public DeviceTime plus(DeviceTime other) {
    return new DeviceTime(hours + other.hours);
  }

  public Money cost(Money perHour) {
    return perHour.times(hours);
  }

  /// What devices of `each` take.
  public Joules energy(Watts each) {
    return Span.ofHours(hours).of(each);
  }

  /// How long `devices` of them are at it.
  public Span on(double devices) {
    return Span.ofHours(hours / Amount.positive("the number of devices", devices));
  }
}
