package dev.fathom.plan;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The units of inputs. An amount is written with its unit (`3.35 TB/s`, `10GW`, `60 %`): a figure
/// in another unit is refused, never converted by guess.
public enum Unit {
  BYTES("B"),
  BYTES_PER_SECOND("B/s"),
  FLOP("FLOP"),
  FLOP_PER_SECOND("FLOP/s"),
  WATTS("W"),
  WATT_HOURS("Wh"),
  HOURS("h"),
  SECONDS("s"),
  USD("USD"),
  USD_PER_HOUR("USD/h"),
  USD_PER_KWH("USD/kWh"),
  GRAMS_PER_KWH("g/kWh"),
  LITRES_PER_KWH("L/kWh"),
  TOKENS("tokens"),
  TOKENS_PER_SECOND("tokens/s"),
  PARAMETERS("parameters"),
  BITS("bits"),
  /// A number or a share: `1.2`, `60 %`.
  NUMBER("");

  private static final Pattern AMOUNT =
      Pattern.compile(
          "\\s*(-?\\d[\\d_]{0,30}(?:\\.\\d{1,20})?(?:[eE][+-]?\\d{1,3})?)\\s*(.{0,20})");
  private static final Map<String, Double> PREFIXES =
      Map.ofEntries(
          Map.entry("", 1.0),
          Map.entry("m", 1e-3),
          Map.entry("k", 1e3),
          Map.entry("K", 1e3),
          Map.entry("M", 1e6),
          Map.entry("G", 1e9),
          Map.entry("T", 1e12),
          Map.entry("P", 1e15),
          Map.entry("E", 1e18),
          Map.entry("Ki", 0x1p10),
          Map.entry("Mi", 0x1p20),
          Map.entry("Gi", 0x1p30),
          Map.entry("Ti", 0x1p40));

  private final String symbol;

  Unit(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }

  /// The number of this unit that `text` says; `what` is told in errors. Never negative.
  public double parse(String what, String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches()) {
      throw refused(what, text);
    }
    double number = Double.parseDouble(amount.group(1).replace("_", ""));
    double value = number * factor(what, text, amount.group(2).trim());
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s must be 0 %s or more and finite, got '%s'".formatted(what, symbol, text.trim()));
    }
    return value;
  }

  /// As {@link #parse}, but not 0.
  public double parsePositive(String what, String text) {
    double value = parse(what, text);
    if (value == 0) {
      throw new IllegalArgumentException(
          "%s must be more than 0 %s, got '%s'".formatted(what, symbol, text.trim()));
    }
    return value;
  }

  private double factor(String what, String text, String rest) {
    if (this == NUMBER && rest.equals("%")) {
      return 0.01;
    }
    String prefix = null;
    if (rest.endsWith(symbol)) {
      prefix = rest.substring(0, rest.length() - symbol.length()).trim();
    } else if (isCounted() && rest.length() <= 1) {
      prefix = rest;
    }
    if (prefix != null && isCounted() && prefix.equals("B")) {
      return 1e9; // billions: nothing here is counted in bytes
    }
    if (prefix == null || (prefix.endsWith("i") && this != BYTES)) {
      throw refused(what, text);
    }
    Double factor = PREFIXES.get(prefix);
    if (factor == null) {
      throw refused(what, text);
    }
    return factor;
  }

  /// Whether the unit may be left out: `14.8T` tokens are tokens.
  private boolean isCounted() {
    return this == TOKENS || this == PARAMETERS || this == NUMBER;
  }

  private IllegalArgumentException refused(String what, String text) {
    String wanted = this == NUMBER ? "a number or per cent" : "a number of " + symbol;
    return new IllegalArgumentException(
        "%s must be %s, such as '%s', got '%s'".formatted(what, wanted, example(), text.trim()));
  }

  private String example() {
    return switch (this) {
      case BYTES, WATTS, WATT_HOURS -> "10 G" + symbol;
      case BYTES_PER_SECOND, FLOP_PER_SECOND, FLOP -> "3.35 T" + symbol;
      case TOKENS, PARAMETERS -> "14.8 T";
      case NUMBER -> "60 %";
      default -> "2 " + symbol;
    };
  }

  @Override
  public String toString() {
    return symbol.isEmpty() ? name().toLowerCase(Locale.ROOT) : symbol;
  }
}
