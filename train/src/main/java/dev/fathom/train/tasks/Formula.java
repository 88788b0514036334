package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads and computes an expression of whole numbers, `+ - * /` and brackets, exactly, as a
/// fraction. Signs of other keyboards (`×`, `÷`, `·`, `−`) are taken too; a leading minus is not.
final class Formula {
  private static final int DEEPEST = 20;
  private static final long MOST = 1L << 31;

  /// What an expression is worth and the numbers in it, in order.
  record Worth(long numerator, long denominator, List<Integer> numbers) {
    boolean is(long value) {
      return numerator == value * denominator;
    }
  }

  private record Fraction(long over, long under) {}

  /// Anything that is no expression ends the reading here.
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super("no expression", null, false, false);
    }
  }

  private final String text;
  private final List<Integer> numbers = new ArrayList<>();
  private int at;

  private Formula(String text) {
    this.text = text;
  }

  /// Empty if it is no expression, divides by zero or grows beyond 2^31.
  static Optional<Worth> worth(String expression) {
    Formula formula = new Formula(tidied(expression));
    try {
      Fraction value = formula.sum(0);
      boolean whole = formula.at == formula.text.length();
      return whole
          ? Optional.of(new Worth(value.over, value.under, List.copyOf(formula.numbers)))
          : Optional.empty();
    } catch (Unreadable rubbish) {
      return Optional.empty();
    }
  }

  /// Whether an answer uses exactly these numbers, each once, and makes the target; `= target` may
  /// follow.
  static boolean makes(String answer, List<Integer> numbers, int target) {
    String text = tidied(Answers.bare(answer));
    String ending = "=" + target;
    String left = text.endsWith(ending) ? text.substring(0, text.length() - ending.length()) : text;
    return worth(left)
        .filter(w -> w.is(target))
        .filter(
            w -> w.numbers().stream().sorted().toList().equals(numbers.stream().sorted().toList()))
        .isPresent();
  }

  /// Spaces go, except between two digits, where they make two numbers of no sense.
  private static String tidied(String expression) {
    return expression
        .replace('×', '*')
        .replace('·', '*')
        .replace('÷', '/')
        .replace('\u2212', '-')
        .replaceAll("(?<!\\d)\\s+|\\s+(?!\\d)", "");
  }

  private Fraction sum(int depth) throws Unreadable {
    Fraction left = product(depth);
    while (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
      long sign = text.charAt(at++) == '+' ? 1 : -1;
      Fraction right = product(depth);
      left =
          checked(
              left.over * right.under + sign * right.over * left.under, left.under * right.under);
    }
    return left;
  }

  private Fraction product(int depth) throws Unreadable {
    Fraction left = factor(depth);
    while (at < text.length() && (text.charAt(at) == '*' || text.charAt(at) == '/')) {
      boolean times = text.charAt(at++) == '*';
      Fraction right = factor(depth);
      left =
          times
              ? checked(left.over * right.over, left.under * right.under)
              : checked(left.over * right.under, left.under * right.over);
    }
    return left;
  }

  private Fraction factor(int depth) throws Unreadable {
    if (at < text.length() && text.charAt(at) == '(' && depth < DEEPEST) {
      at++;
      Fraction inner = sum(depth + 1);
      if (at == text.length() || text.charAt(at++) != ')') {
        throw new Unreadable();
      }
      return inner;
    }
    return number();
  }

  private Fraction number() throws Unreadable {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start || at - start > 6) {
      throw new Unreadable();
    }
    int value = Integer.parseInt(text.substring(start, at));
    numbers.add(value);
    return new Fraction(value, 1);
  }

  private static Fraction checked(long over, long under) throws Unreadable {
    if (under == 0) {
      throw new Unreadable();
    }
    long common = Math.max(1, Math.abs(Gcd.of(over, under))) * Long.signum(under);
    Fraction reduced = new Fraction(over / common, under / common);
    if (Math.abs(reduced.over) >= MOST || reduced.under >= MOST) {
      throw new Unreadable();
    }
    return reduced;
  }
}
