package dev.fathom.train.recipe;

/// What a number may be.
///
/// @param least included
/// @param most included
record Range(double least, double most) {
  /// 0 to 1.
  static final Range SHARE = new Range(0, 1);

  /// Above 0.
  static final Range POSITIVE = new Range(Double.MIN_NORMAL, 1e9);

  static Range of(double least, double most) {
    return new Range(least, most);
  }

  boolean holds(double value) {
    return value >= least && value <= most;
  }

  /// `from 1 to 512`, for messages.
  String words() {
    if (equals(POSITIVE)) {
      return "above 0";
    }
    return "from %s to %s".formatted(spelt(least), spelt(most));
  }

  private static String spelt(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? "%,d".formatted((long) value)
        : Double.toString(value);
  }
}
