package dev.fathom.server;

import java.time.Duration;

/// How long the server waits.
///
/// @param request for the rest of a request, from its first byte
/// @param reader for a client to take what is written to it
/// @param idle for the next request on a connection
/// @param answer for an answer, from its request to its end
/// @param shutdown for running requests, when the server is told to end
public record Patience(
    Duration request, Duration reader, Duration idle, Duration answer, Duration shutdown) {
  public static final Patience DEFAULTS =
      new Patience(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(120),
          Duration.ofMinutes(60),
          Duration.ofSeconds(30));
}
