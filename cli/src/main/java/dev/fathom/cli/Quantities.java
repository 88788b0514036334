package dev.fathom.cli;

import java.util.Locale;

/// Sizes and counts as people read them, three digits and a unit.
final class Quantities {
  private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB"};
  private static final String[] COUNT = {"", "K", "M", "G", "T"};

  private Quantities() {}

  /// `5.93 MB`.
  static String bytes(long bytes, Locale locale) {
    return bytes < 1000 ? bytes + " B" : scaled((double) bytes, BYTES, locale);
  }

  /// `2.96 M`.
  static String count(long count, Locale locale) {
    return count < 1000 ? Long.toString(count) : scaled((double) count, COUNT, locale);
  }

  private static String scaled(double value, String[] units, Locale locale) {
    int unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    int digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(locale, "%." + digits + "f ", value) + units[unit];
  }
}
