package dev.fathom.server;

import java.time.Duration;

/// How long the server waits.
///
/// @param request for the rest of a request, from its first byte
/// @param reader for a client to take what is written to it
/// @param idle for the next request on a connection
/// @param answer for an answer, from its request to its end
/// @param shutdown for running requests, when the server is told to end
/// @param silence on a stream of events, before it says that it is alive: proxies end what they
///   take for dead
public record Patience(
    Duration request,
    Duration reader,
    Duration idle,
    Duration answer,
    Duration shutdown,
    Duration silence) {
  public static final Patience DEFAULTS =
      new Patience(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(120),
          Duration.ofMinutes(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  public Patience {
    if (!silence.isPositive()) {
      throw new IllegalArgumentException(
          "a stream is silent for more than 0 seconds, got " + silence + "; try 10");
    }
  }
}
