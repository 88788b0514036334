package dev.fathom.plan;

import org.jspecify.annotations.Nullable;

/// Figures that others have published, to be shown beside ours.
final class Published {
  private static final FactFile FILE = FactFile.builtIn("published.json");

  private Published() {}

  /// The figure `key` of `what`, null where nobody has told it.
  static @Nullable Double find(String what, String key) {
    return FILE.find(what + "/" + key).map(fact -> fact.amount("value", Unit.NUMBER)).orElse(null);
  }
}
