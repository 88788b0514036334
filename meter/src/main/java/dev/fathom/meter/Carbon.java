package dev.fathom.meter;

/// An amount of carbon dioxide, or of what warms as much.
public record Carbon(double grams) {
  public Carbon {
    Quantity.require("grams", grams);
  }

  public Carbon plus(Carbon other) {
    return new Carbon(grams + other.grams);
  }
}
