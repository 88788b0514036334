package dev.fathom.server;

/// Who sent a request.
///
/// @param name of the key, empty where none is asked for
/// @param tenant whose cached prefixes the request may use
record Caller(String name, String tenant) {
  /// Whoever, where no keys are asked for.
  static final Caller ANYBODY = new Caller("", "");
}
