package dev.fathom.server;

import dev.fathom.meter.Tariff;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the use of a server is charged by.
///
/// @param totals the file of the totals of keys and days; null keeps them as long as the server
///   runs
public record AccountTerms(Tariff tariff, @Nullable Path totals) {
  /// The built-in tariff, and no file.
  public static final AccountTerms DEFAULTS = new AccountTerms(Tariff.DEFAULTS, null);
}
