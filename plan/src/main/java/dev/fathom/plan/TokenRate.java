package dev.fathom.plan;

/// Tokens a second.
public record TokenRate(double perSecond) {
  public TokenRate {
    Amount.require("a rate of tokens", perSecond);
  }

  public TokenCount over(Span time) {
    return new TokenCount(perSecond * time.seconds());
  }

  public TokenRate times(double factor) {
    return new TokenRate(perSecond * factor);
  }
}
