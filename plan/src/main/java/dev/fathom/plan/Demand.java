package dev.fathom.plan;

import dev.fathom.meter.Tokens;

/// What is asked of a fleet in some time.
///
/// @param input tokens of prompts, those that a cache knows included
/// @param cached of these, those that a cache knows
/// @param time in which this comes
/// @param request the mean request
/// @param peakToMean the busiest hour over the mean
public record Demand(
    TokenCount input,
    TokenCount cached,
    TokenCount output,
    Span time,
    Request request,
    double peakToMean) {
  private static final double SECONDS_PER_HOUR = 3600;

  public Demand {
    Amount.positive("the time of a demand (s)", time.seconds());
    if (cached.count() > input.count()) {
      throw new IllegalArgumentException(
          "%.4g tokens of %.4g cannot be cached".formatted(cached.count(), input.count()));
    }
    if (!(peakToMean >= 1 && peakToMean <= 1000)) {
      throw new IllegalArgumentException(
          "the peak over the mean must be from 1 to 1000, got " + peakToMean);
    }
  }

  /// The mean request.
  ///
  /// @param fresh tokens of its prompt that must be computed
  /// @param before tokens of its prompt that a cache knows
  /// @param context tokens before a generated one, in the mean
  /// @param stream tokens a second that its reader shall get
  public record Request(double fresh, double before, double context, TokenRate stream) {}

  /// A day of `users`, each of whom asks `perHour` requests an hour of this size.
  ///
  /// @param tokensIn of a prompt
  /// @param tokensOut of an answer
  /// @param cacheHit share of the prompt that a cache knows
  public record Users(
      double users, double perHour, double tokensIn, double tokensOut, double cacheHit) {
    public Users {
      Amount.positive("--users", users);
      Amount.positive("--requests-per-hour", perHour);
      Amount.positive("--tokens-in", tokensIn);
      Amount.positive("--tokens-out", tokensOut);
      Amount.share("--cache-hit", cacheHit);
      atMost("--users", users, 1e13);
      atMost("--requests-per-hour", perHour, 1e12);
      atMost("--tokens-in", tokensIn, 1e9);
      atMost("--tokens-out", tokensOut, 1e9);
    }

    /// Beyond all that could be meant; sums of what is below stay numbers.
    private static void atMost(String what, double value, double most) {
      if (value > most) {
        throw new IllegalArgumentException(
            "%s must be at most %,.0f, got %.4g".formatted(what, most, value));
      }
    }

    public double requestsPerSecond() {
      return users * perHour / SECONDS_PER_HOUR;
    }

    public Demand day(TokenRate stream, double peakToMean) {
      double requests = requestsPerSecond() * Span.DAY.seconds();
      double context = tokensIn + tokensOut / 2;
      Request one = new Request(tokensIn * (1 - cacheHit), tokensIn * cacheHit, context, stream);
      return new Demand(
          new TokenCount(requests * tokensIn),
          new TokenCount(requests * tokensIn * cacheHit),
          new TokenCount(requests * tokensOut),
          Span.DAY,
          one,
          peakToMean);
    }
  }

  public TokenRate inputRate() {
    return new TokenRate(input.count() / time.seconds());
  }

  public TokenRate outputRate() {
    return new TokenRate(output.count() / time.seconds());
  }

  /// As price lists count.
  Tokens priced() {
    return new Tokens(input.whole(), cached.whole(), output.whole());
  }

  /// Tokens of the input, cached ones included, for one that is computed.
  double inputPerFresh() {
    double fresh = input.count() - cached.count();
    return fresh > 0 ? input.count() / fresh : Double.POSITIVE_INFINITY;
  }
}
