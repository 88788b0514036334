package dev.fathom.hub;

import java.time.Duration;

/// What a pull tells while it works.
public sealed interface PullEvent {
  /// Bytes came.
  ///
  /// @param done of all files, what was there before included
  /// @param perSecond over the last seconds; 0 where nothing is known yet
  record Moved(String file, long done, long total, double perSecond) implements PullEvent {
    /// Seconds that are left at this rate; NaN where nothing is known yet.
    public double secondsLeft() {
      return perSecond > 0 ? (total - done) / perSecond : Double.NaN;
    }
  }

  /// An attempt failed; the next follows after a wait.
  record Waits(String reason, Duration pause) implements PullEvent {}

  /// Another process fetches this file; what it fetches is ours too.
  record Shares(String file) implements PullEvent {}

  /// The file is there and its checksum is being computed.
  record Verifies(String file) implements PullEvent {}

  /// The file is whole, checked and in its place.
  ///
  /// @param fetched false where it was there already
  record Placed(String file, boolean fetched) implements PullEvent {}
}
