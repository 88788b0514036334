package dev.fathom.meter;

/// An amount of money.
///
/// @param currency ISO 4217, such as `EUR`
public record Money(double amount, String currency) {
  public Money {
    Quantity.require("money", amount);
    if (!currency.matches("[A-Z]{3}")) {
      throw new IllegalArgumentException(
          "a currency has three capital letters, such as EUR, got '" + currency + "'");
    }
  }

  /// The sum; throws {@link IllegalArgumentException} where the currencies differ.
  public Money plus(Money other) {
    if (!other.currency.equals(currency)) {
      throw new IllegalArgumentException(
          "%s and %s cannot be added".formatted(currency, other.currency));
    }
    return new Money(amount + other.amount, currency);
  }

  public Money times(double factor) {
    return new Money(amount * factor, currency);
  }
}
