package dev.fathom.plan;

import dev.fathom.meter.ByteCount;

/// What the weights of a model take.
///
/// @param precision that products run at, and the size of those that are not told
/// @param always all but routed experts and the input embedding: what every pass reads
/// @param routed all routed experts
/// @param whole all of the files
public record Weights(Precision precision, ByteCount always, ByteCount routed, ByteCount whole) {
  public Weights {
    if (always.value() + routed.value() > whole.value() * 1.000001) {
      throw new IllegalArgumentException(
          "weights of %.4g bytes cannot be read for %.4g and %.4g bytes"
              .formatted(whole.value(), always.value(), routed.value()));
    }
  }

  /// All weights of `model` in one precision.
  public static Weights of(ModelShape model, Precision precision) {
    Parameters of = model.parameters();
    double used = of.active() - of.matrices(); // the input embedding, one row of which is read
    return new Weights(
        precision,
        precision.bytes(of.always() - used),
        precision.bytes(of.routed()),
        precision.bytes(of.total()));
  }
}
