package dev.fathom.train.evaluate;

/// A share that was counted, with its 95 % interval (Wilson 1927).
///
/// @param hits of `count`
public record Share(long hits, long count) {
  private static final double Z = 1.959963984540054;

  public Share {
    if (hits < 0 || hits > count) {
      throw new IllegalArgumentException("hits must be 0 to %d, got %d".formatted(count, hits));
    }
  }

  public double value() {
    return count == 0 ? 0 : (double) hits / count;
  }

  /// The interval's lower end; 0 where nothing was counted.
  public double low() {
    return count == 0 ? 0 : Math.max(0, centre() - half());
  }

  /// The interval's upper end; 1 where nothing was counted.
  public double high() {
    return count == 0 ? 1 : Math.min(1, centre() + half());
  }

  /// This and that together.
  public Share plus(Share other) {
    return new Share(hits + other.hits, count + other.count);
  }

  private double centre() {
    return (value() + Z * Z / (2 * count)) / (1 + Z * Z / count);
  }

  private double half() {
    double share = value();
    double spread = share * (1 - share) / count + Z * Z / (4.0 * count * count);
    return Z * Math.sqrt(spread) / (1 + Z * Z / count);
  }
}
