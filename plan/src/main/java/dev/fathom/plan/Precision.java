package dev.fathom.plan;

import dev.fathom.meter.ByteCount;

/// How numbers are kept.
///
/// @param bits for one, steps of blocks included
/// @param eightBit whether products of it run at the rate of 8 bits
public record Precision(String name, double bits, boolean eightBit) {
  public Precision {
    Amount.positive("the bits of precision " + name, bits);
  }

  public static Precision of(String name) {
    Fact fact = FactFile.builtIn("precisions.json").require("precision", name);
    return new Precision(
        fact.text("name"), fact.positive("size", Unit.BITS), fact.text("products").equals("8-bit"));
  }

  public ByteCount bytes(double numbers) {
    return new ByteCount(numbers * bits / 8);
  }
}
