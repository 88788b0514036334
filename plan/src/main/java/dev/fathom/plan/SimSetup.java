package dev.fathom.plan;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What is simulated.
///
/// @param prefillUnits units that compute prompts; 0 where every unit does both
/// @param decodeUnits units that generate
/// @param mostPerUnit sequences at once on a unit that generates
public record SimSetup(
    Fleet fleet,
    int prefillUnits,
    int decodeUnits,
    int mostPerUnit,
    Arrivals arrivals,
    Failing failing,
    Place place) {
  public SimSetup {
    if (prefillUnits < 0 || decodeUnits < 1 || (long) prefillUnits + decodeUnits > 1_000_000) {
      throw new IllegalArgumentException(
          "a fleet has up to 1,000,000 units, at least one that generates, got %d and %d"
              .formatted(prefillUnits, decodeUnits));
    }
    Amount.count("sequences at once on a unit", mostPerUnit);
    if (mostPerUnit > 10_000_000) {
      throw new IllegalArgumentException(
          "sequences at once on a unit must be at most 10,000,000, got " + mostPerUnit);
    }
  }

  /// What comes.
  ///
  /// @param trace times and lengths from a file instead of `users` and `law`, or null
  public record Arrivals(
      Demand.Users users, LengthLaw law, int requests, long seed, @Nullable Path trace) {
    public Arrivals {
      if (requests < 1 || requests > 100_000_000) {
        throw new IllegalArgumentException(
            "--requests must be from 1 to 100,000,000, got " + requests);
      }
    }

    RequestLog log() {
      return trace == null
          ? RequestLog.random(users, law, requests, seed)
          : RequestLog.trace(trace);
    }
  }

  /// How nodes fail.
  ///
  /// @param between hours of one node between failures; infinite where none fails
  /// @param repair until its unit works again
  public record Failing(double between, Span repair) {
    public static final Failing NEVER = new Failing(Double.POSITIVE_INFINITY, new Span(0));

    public Failing {
      if (!(between > 0)) {
        throw new IllegalArgumentException(
            "the hours between failures must be more than 0, got " + between);
      }
    }
  }

  /// Where it runs, and what power it takes.
  ///
  /// @param load of a node at work, over its most
  public record Place(Site site, double load) {}

  /// Whether units compute prompts and answers both.
  public boolean isMixed() {
    return prefillUnits == 0;
  }

  public double nodes() {
    return (double) prefillUnits * fleet.prefillNodes()
        + (double) decodeUnits * fleet.decodeNodes();
  }
}
