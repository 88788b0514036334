package dev.fathom.hub;

import java.time.Duration;

/// How a download goes about it: how much at once, and how long it is patient.
///
/// @param lanes ranges of one file at once
/// @param pieceBytes of one range
/// @param connect until a connection stands
/// @param answer until an answer's headers are there
/// @param stall within which at least `leastBytes` must come
/// @param leastBytes that count as progress
/// @param attempts without progress, one after another
/// @param firstWait before the second attempt; twice as long before each further one
/// @param longestWait whatever the hub asks for
public record Pace(
    int lanes,
    long pieceBytes,
    Duration connect,
    Duration answer,
    Duration stall,
    long leastBytes,
    int attempts,
    Duration firstWait,
    Duration longestWait) {
  private static final long MIB = 1L << 20;

  public Pace {
    if (lanes < 1 || pieceBytes < 1 || leastBytes < 1 || attempts < 1) {
      throw new IllegalArgumentException("lanes, piece, progress and attempts want at least 1");
    }
  }

  /// Four ranges of 64 MiB; patient for minutes.
  public static Pace usual() {
    return of(Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  static Pace of(Duration answer, Duration stall) {
    Duration connect = Duration.ofSeconds(15);
    Duration longest = Duration.ofMinutes(2);
    return new Pace(
        4, 64 * MIB, connect, answer, stall, 16 << 10, 8, Duration.ofSeconds(1), longest);
  }
}
