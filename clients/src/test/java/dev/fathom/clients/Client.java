package dev.fathom.clients;

import java.util.Map;

/// Somebody else's client, and how each feature that it offers is put to the test.
interface Client extends AutoCloseable {
  /// What must not throw.
  @FunctionalInterface
  interface Check {
    void run() throws Exception;
  }

  /// With its version.
  String name();

  /// Those that are missing it does not offer.
  Map<Feature, Check> checks();

  @Override
  void close();
}
