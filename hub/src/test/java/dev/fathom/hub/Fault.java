package dev.fathom.hub;

/// What can go wrong between the test server and us.
enum Fault {
  NONE,
  /// the connection is reset somewhere in the body
  BREAK,
  /// the connection is closed before an answer
  SLAM,
  TOO_MANY,
  UNAVAILABLE,
  /// the hub offers another checksum
  WRONG_ETAG,
  /// bytes are wrong, their number is right
  FLIPPED,
  /// the body ends early, politely
  TRUNCATED,
  /// the answer has another range than was asked for
  WRONG_RANGE,
  /// the hub leads in a circle
  LOOP,
  /// the hub leads to a host that wants the token
  AWAY,
  /// the body is said to be compressed
  GZIP,
  /// a byte now and then
  LORIS,
  /// the file is another one for this once
  CHANGED,
  /// ranges are not understood
  UNRANGED,
  /// more bytes come than were asked for
  LONGER
}
