package dev.fathom.train.report;

import dev.fathom.train.evaluate.Share;

/// A share with its interval.
///
/// @param low end of the interval
/// @param high end
public record IntervalBar(String name, double value, double low, double high) {
  /// What was counted, with Wilson's interval.
  public static IntervalBar of(String name, Share share) {
    return new IntervalBar(name, share.value(), share.low(), share.high());
  }
}
