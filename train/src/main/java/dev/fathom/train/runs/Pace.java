package dev.fathom.train.runs;

/// How long what is left will take, from a moving mean over the last steps.
public final class Pace {
  private static final double WEIGHT = 0.05;

  private final int steps;
  private double seconds;

  public Pace(int steps) {
    this.steps = steps;
  }

  /// A step took so many seconds.
  public void took(double step) {
    seconds = seconds == 0 ? step : seconds + WEIGHT * (step - seconds);
  }

  /// Seconds after `step`.
  public double left(int step) {
    return seconds * (steps - step);
  }
}
