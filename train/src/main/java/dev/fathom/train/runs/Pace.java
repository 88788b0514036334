package dev.fathom.train.runs;

/// How long what is left will take, from a moving mean over the last steps.
final class Pace {
  private static final double WEIGHT = 0.05;

  private final int steps;
  private double seconds;

  Pace(int steps) {
    this.steps = steps;
  }

  void took(double step) {
    seconds = seconds == 0 ? step : seconds + WEIGHT * (step - seconds);
  }

  /// Seconds after `step`.
  double left(int step) {
    return seconds * (steps - step);
  }
}
