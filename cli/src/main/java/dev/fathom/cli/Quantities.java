package dev.fathom.cli;

import dev.fathom.meter.Money;
import java.util.Locale;

/// Sizes and counts as people read them, three digits and a unit.
final class Quantities {
  private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB"};
  private static final String[] COUNT = {"", "K", "M", "G", "T"};

  private static final String[] METRIC = {"n", "µ", "m", "", "k", "M", "G", "T", "P"};

  private Quantities() {}

  /// `5.93 kJ`, `12.3 mJ`.
  static String metric(double value, String unit, Locale locale) {
    boolean tiny = !(value >= 1e-9);
    return (tiny ? "0 " : scaled(value * 1e9, METRIC, locale)) + unit;
  }

  /// `0.12 EUR`; small amounts with two digits that are not 0.
  static String money(Money money, Locale locale) {
    double amount = money.amount();
    int digits = amount > 0 && amount < 0.1 ? (int) Math.ceil(-Math.log10(amount)) + 1 : 2;
    return String.format(locale, "%." + Math.min(digits, 15) + "f ", amount) + money.currency();
  }

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
