package dev.fathom.train.tasks;

/// Written arithmetic, column by column from the right, every operand and carry shown:
///
///     47+85:
///     7+5+0=12 c1
///     4+8+1=13 c1
///     =132
///
/// `c` is the carry, `b` the borrow of a subtraction (`15-7-0=8 b1`). What a child knows by heart
/// (two digits and one, the times table) is one line: `12+5=17`.
final class Columns {
  private final Scratchpad pad;

  Columns(Scratchpad pad) {
    this.pad = pad;
  }

  /// `left + term`, either of any sign.
  long sum(long left, long term) {
    if (term < 0) {
      return left < 0 ? negatedSum(left, -term) : difference(left, -term);
    }
    return left < 0 ? risen(-left, term) : plus(left, term);
  }

  /// `a + b` of numbers from 0.
  long plus(long a, long b) {
    if (simple(a, b)) {
      pad.step(a + "+" + b, a + b);
      return a + b;
    }
    pad.line(a + "+" + b + ":");
    long carry = 0;
    for (long x = a, y = b; x > 0 || y > 0; x /= 10, y /= 10) {
      long sum = x % 10 + y % 10 + carry;
      pad.step(x % 10 + "+" + y % 10 + "+" + carry, sum, s -> " c" + s / 10);
      carry = sum / 10;
    }
    pad.line("=" + (a + b));
    return a + b;
  }

  /// `a - b` of numbers from 0; the result may be negative.
  long difference(long a, long b) {
    if (a >= b) {
      return minus(a, b);
    }
    pad.line(a + "-" + b + "=-(" + b + "-" + a + ")");
    minus(b, a);
    pad.line(a + "-" + b + "=" + (a - b));
    return a - b;
  }

  /// `a * b` of numbers from 0: partial products by the digits of b, then their sums.
  long times(long a, long b) {
    boolean round = a % 10 == 0 && b % 10 != 0 && b >= 10;
    if (b >= 10 && (a < 10 || round)) {
      return times(b, a);
    }
    if (b < 10) {
      return partial(a, b, 1);
    }
    long total = -1;
    int parts = 0;
    for (long rest = b, unit = 1; rest > 0; rest /= 10, unit *= 10) {
      if (rest % 10 > 0) {
        long part = partial(a, rest % 10, unit);
        total = total < 0 ? part : plus(total, part);
        parts++;
      }
    }
    if (parts > 1) {
      pad.line(a + "*" + b + "=" + total);
    }
    return total;
  }

  /// `a * digit + start` by columns: one step of Horner's rule.
  long timesPlus(long a, int digit, int start) {
    long value = a * digit + start;
    if (a < 10 || digit == 2) {
      pad.step(a + "*" + digit + "+" + start, value);
      return value;
    }
    pad.line(a + "*" + digit + "+" + start + ":");
    columns(a, digit, start);
    pad.line("=" + value);
    return value;
  }

  /// The quotient of `a / b`, b from 1, by long division; `a=b*q+r` where one digit is enough.
  long quotient(long a, long b) {
    if (a < 10 * b) {
      digit(a, b);
      return a / b;
    }
    pad.line(a + "/" + b + ":");
    long rest = 0;
    boolean begun = false;
    for (char figure : Long.toString(a).toCharArray()) {
      rest = rest * 10 + (figure - '0');
      begun |= rest >= b;
      if (begun) {
        digit(rest, b);
        rest %= b;
      }
    }
    pad.line("=" + a / b + (a % b == 0 ? "" : " r" + a % b));
    return a / b;
  }

  private void digit(long a, long b) {
    long q = a / b;
    if (b > 10 && q > 1) {
      pad.step(b + "*" + q, b * q);
    }
    long wrong = q > 0 ? q - 1 : q + 1;
    String right = a + "=" + b + "*" + q + "+" + a % b;
    pad.choice(right, a + "=" + b + "*" + wrong + "+" + a % b);
  }

  private long partial(long a, long digit, long unit) {
    long factor = digit * unit;
    if (a < 10 || digit < 2) {
      pad.step(a + "*" + factor, a * factor);
      return a * factor;
    }
    pad.line(a + "*" + factor + ":");
    columns(a, digit, 0);
    pad.line("=" + a * factor);
    return a * factor;
  }

  private void columns(long a, long digit, long start) {
    long carry = start;
    for (long x = a; x > 0; x /= 10) {
      long product = x % 10 * digit + carry;
      pad.step(x % 10 + "*" + digit + "+" + carry, product, p -> " c" + p / 10);
      carry = product / 10;
    }
  }

  private long minus(long a, long b) {
    if (simple(a, b)) {
      pad.step(a + "-" + b, a - b);
      return a - b;
    }
    pad.line(a + "-" + b + ":");
    long borrow = 0;
    for (long x = a, y = b; x > 0; x /= 10, y /= 10) {
      long next = x % 10 < y % 10 + borrow ? 1 : 0;
      long top = x % 10 + 10 * next;
      pad.step(top + "-" + y % 10 + "-" + borrow, top - y % 10 - borrow, d -> " b" + next);
      borrow = next;
    }
    pad.line("=" + (a - b));
    return a - b;
  }

  /// `-a + b`.
  private long risen(long a, long b) {
    if (b >= a) {
      pad.line("-" + a + "+" + b + "=" + b + "-" + a);
      return minus(b, a);
    }
    pad.line("-" + a + "+" + b + "=-(" + a + "-" + b + ")");
    minus(a, b);
    pad.line("-" + a + "+" + b + "=" + (b - a));
    return b - a;
  }

  /// `left - b`, left below 0.
  private long negatedSum(long left, long b) {
    pad.line(left + "-" + b + "=-(" + -left + "+" + b + ")");
    plus(-left, b);
    pad.line(left + "-" + b + "=" + (left - b));
    return left - b;
  }

  private static boolean simple(long a, long b) {
    return (a < 100 && b < 10) || (a < 10 && b < 100) || a == 0 || b == 0;
  }
}
