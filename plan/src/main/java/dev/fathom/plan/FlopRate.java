package dev.fathom.plan;

import dev.fathom.meter.Flops;

/// How fast arithmetic is done, in multiplications and additions a second.
public record FlopRate(double perSecond) {
  public FlopRate {
    Amount.positive("a rate of arithmetic (FLOP/s)", perSecond);
  }

  public Span time(Flops work) {
    return new Span(work.count() / perSecond);
  }

  public FlopRate times(double factor) {
    return new FlopRate(perSecond * factor);
  }
}
