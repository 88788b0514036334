package dev.fathom.meter;

/// An amount of arithmetic: multiplications and additions of floating-point numbers.
public record Flops(double count) {
  public static final Flops ZERO = new Flops(0);

  public Flops {
    Quantity.require("floating-point operations", count);
  }

  public Flops plus(Flops other) {
    return new Flops(count + other.count);
  }
}
