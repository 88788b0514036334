package dev.fathom.plan;

import dev.fathom.meter.Bandwidth;
import dev.fathom.meter.ByteCount;
import dev.fathom.meter.Watts;

/// What computes: a GPU, or all processors of a machine.
///
/// @param wide rate of 16-bit products, dense
/// @param narrow rate of 8-bit products, dense
/// @param power of itself at most
public record Device(
    FlopRate wide, FlopRate narrow, ByteCount memory, Bandwidth bandwidth, Watts power) {
  public Device {
    Amount.positive("a device's memory (bytes)", memory.value());
    Amount.positive("a device's power (W)", power.value());
  }

  FlopRate rate(Precision weights) {
    return weights.eightBit() ? narrow : wide;
  }
}
