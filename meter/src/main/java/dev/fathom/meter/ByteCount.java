package dev.fathom.meter;

/// An amount of memory that was read. Not whole: what several read together is shared out.
public record ByteCount(double value) {
  public static final ByteCount ZERO = new ByteCount(0);

  public ByteCount {
    Quantity.require("bytes", value);
  }

  public ByteCount plus(ByteCount other) {
    return new ByteCount(value + other.value);
  }
}
