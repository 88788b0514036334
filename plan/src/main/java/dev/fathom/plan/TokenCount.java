package dev.fathom.plan;

/// An amount of tokens, as plans count them: not whole, and beyond 64 bits where a campus is.
public record TokenCount(double count) {
  public static final TokenCount ZERO = new TokenCount(0);

  public TokenCount {
    Amount.require("an amount of tokens", count);
  }

  public TokenCount plus(TokenCount other) {
    return new TokenCount(count + other.count);
  }

  public TokenCount times(double factor) {
    return new TokenCount(count * factor);
  }

  /// As price lists count.
  long whole() {
    if (count > Long.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "%.3g tokens are more than a price list can count; plan a shorter time".formatted(count));
    }
    return Math.round(count);
  }
}
