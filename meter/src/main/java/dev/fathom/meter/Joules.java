package dev.fathom.meter;

/// An amount of energy.
public record Joules(double value) implements Comparable<Joules> {
  public static final Joules ZERO = new Joules(0);

  private static final double PER_KWH = 3.6e6;

  public Joules {
    Quantity.require("joules", value);
  }

  public static Joules ofKilowattHours(double hours) {
    return new Joules(hours * PER_KWH);
  }

  public double kilowattHours() {
    return value / PER_KWH;
  }

  public Joules plus(Joules other) {
    return new Joules(value + other.value);
  }

  @Override
  public int compareTo(Joules other) {
    return Double.compare(value, other.value);
  }
}
