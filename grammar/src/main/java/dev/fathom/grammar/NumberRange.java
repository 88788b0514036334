package dev.fathom.grammar;

import static dev.fathom.grammar.Expression.bytes;
import static dev.fathom.grammar.Expression.sequence;
import static dev.fathom.grammar.Expression.text;

import dev.fathom.grammar.Expression.Choice;
import dev.fathom.grammar.Expression.Repeat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers between two bounds as texts, without exponents. Digit by digit, all that counts is
/// whether the number still agrees with a bound so far.
final class NumberRange {
  /// One end of the range.
  ///
  /// @param value at most {@link #MAX_DIGITS} digits on each side of the point
  record Bound(BigDecimal value, boolean exclusive) {}

  static final int MAX_DIGITS = 30;
  private static final int DIGITS = JsonSyntax.DIGITS;

  private final boolean whole;

  /// @param whole whether only integers are meant
  private NumberRange(boolean whole) {
    this.whole = whole;
  }

  /// The numbers from `low` to `high`; where there is no bound, up to what JSON numbers are
  /// narrowed to.
  static Expression between(@Nullable Bound low, @Nullable Bound high, boolean whole) {
    NumberRange range = new NumberRange(whole);
    List<Expression> options = new ArrayList<>();
    Bound zero = new Bound(BigDecimal.ZERO, false);
    if (high == null || high.value.signum() >= 0) {
      options.add(range.positive(low != null && low.value.signum() >= 0 ? low : zero, high));
    }
    if (low == null || low.value.signum() < 0) {
      // no minus sign before zero
      Bound least =
          high != null && high.value.signum() < 0
              ? negated(high)
              : new Bound(BigDecimal.ZERO, true);
      Bound most = low == null ? null : negated(low);
      options.add(sequence(text("-"), range.positive(least, most)));
    }
    return Expression.rule("number in a range", new Choice(options));
  }

  private static Bound negated(Bound bound) {
    return new Bound(bound.value.negate(), bound.exclusive);
  }

  private Expression positive(@Nullable Bound low, @Nullable Bound high) {
    Bound from = low == null ? new Bound(BigDecimal.ZERO, false) : low;
    int longest = Math.max(DIGITS, wholeDigits(from).length() + 1);
    Bound to = high == null ? new Bound(new BigDecimal(BigInteger.TEN.pow(longest)), true) : high;
    List<Expression> options = new ArrayList<>();
    int most = Math.min(wholeDigits(to).length(), longest);
    for (int length = wholeDigits(from).length(); length <= most; length++) {
      options.add(new Digits(from, to, length).from(0, true, true));
    }
    return new Choice(options);
  }

  private static String wholeDigits(Bound bound) {
    return bound.value.toBigInteger().toString();
  }

  /// The numbers of `length` digits before their point.
  private final class Digits {
    private final String low;
    private final String high;
    private final Bound from;
    private final Bound to;
    private final int length;
    private final Map<Integer, Expression> known = new HashMap<>();

    Digits(Bound from, Bound to, int length) {
      this.from = from;
      this.to = to;
      this.length = length;
      int first = wholeDigits(from).length();
      int last = wholeDigits(to).length();
      // a bound of another length is replaced by the first or last number of this one
      this.low = first == length ? digits(from) : length == 1 ? "0" : "1" + "0".repeat(length - 1);
      this.high = last == length ? digits(to) : "9".repeat(length + DIGITS);
    }

    private static String digits(Bound bound) {
      return bound
          .value
          .setScale(Math.max(bound.value.scale(), 0))
          .toPlainString()
          .replace(".", "");
    }

    /// What follows `at` digits.
    ///
    /// @param asLow whether they are those of the lower bound
    /// @param asHigh whether they are those of the upper bound
    Expression from(int at, boolean asLow, boolean asHigh) {
      int key = 4 * at + (asLow ? 2 : 0) + (asHigh ? 1 : 0);
      Expression made = known.get(key);
      if (made == null) {
        made = Expression.rule("digits", make(at, asLow, asHigh));
        known.put(key, made);
      }
      return made;
    }

    private Expression make(int at, boolean asLow, boolean asHigh) {
      if (!asLow && !asHigh) {
        return free(at);
      }
      List<Expression> options = new ArrayList<>();
      boolean point = at == length;
      if (at >= length && canEnd(at, asLow, asHigh)) {
        options.add(Expression.empty());
      }
      if (at < length || (!whole && at < length + fractionDigits())) {
        Expression digit = digit(at, asLow, asHigh);
        options.add(point ? sequence(text("."), digit) : digit);
      }
      return new Choice(options);
    }

    private Expression digit(int at, boolean asLow, boolean asHigh) {
      int least = asLow ? digit(low, at) : at == 0 && length > 1 ? 1 : 0;
      int most = asHigh ? digit(high, at) : 9;
      List<Expression> options = new ArrayList<>();
      for (int digit = least; digit <= most; digit++) {
        boolean low = asLow && digit == least;
        boolean high = asHigh && digit == most;
        options.add(sequence(text(Integer.toString(digit)), from(at + 1, low, high)));
      }
      return new Choice(options);
    }

    private Expression free(int at) {
      Expression digit = bytes(ByteSet.range('0', '9'));
      int before = Math.max(0, length - at);
      int behind = fractionDigits() - Math.max(0, at - length);
      Expression rest = new Repeat(digit, before, before);
      if (whole || behind <= 0) {
        return rest;
      }
      // the point has been said, or not
      Expression fraction =
          at > length
              ? new Repeat(digit, 0, behind)
              : Expression.optional(sequence(text("."), new Repeat(digit, 1, behind)));
      return sequence(rest, fraction);
    }

    private boolean canEnd(int at, boolean asLow, boolean asHigh) {
      boolean isLow = wholeDigits(from).length() == length && asLow && isZero(low, at);
      boolean belowLow = asLow && !isZero(low, at);
      boolean isHigh = wholeDigits(to).length() == length && asHigh && isZero(high, at);
      return !belowLow && !(isLow && from.exclusive) && !(isHigh && to.exclusive);
    }

    private int fractionDigits() {
      return Math.max(DIGITS, Math.max(from.value.scale(), to.value.scale()) + 1);
    }

    private static int digit(String digits, int at) {
      return at < digits.length() ? digits.charAt(at) - '0' : 0;
    }

    private static boolean isZero(String digits, int at) {
      return digits.chars().skip(at).allMatch(c -> c == '0');
    }
  }
}
