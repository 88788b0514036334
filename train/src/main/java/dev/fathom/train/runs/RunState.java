package dev.fathom.train.runs;

import java.util.Map;
import java.util.TreeMap;

/// Where a run is, beside the weights.
///
/// @param step the last that was taken, 0 before the first
/// @param tokens learned from so far
/// @param seconds of work so far, over all sittings
/// @param extra what else a stage must know to go on, such as a difficulty controller's levels
public record RunState(int step, long tokens, double seconds, Map<String, String> extra) {
  /// Before the first step.
  public static final RunState START = new RunState(0, 0, 0, Map.of());

  public RunState {
    if (step < 0 || tokens < 0 || !(seconds >= 0)) {
      throw new IllegalArgumentException(
          "step, tokens and seconds must be 0 or more, got %d, %d, %s"
              .formatted(step, tokens, seconds));
    }
    extra = java.util.Collections.unmodifiableMap(new TreeMap<>(extra));
  }

  /// After one more step.
  public RunState next(int read, double took) {
    return new RunState(step + 1, tokens + read, seconds + took, extra);
  }

  /// The same with other notes.
  public RunState with(Map<String, String> notes) {
    return new RunState(step, tokens, seconds, notes);
  }
}
