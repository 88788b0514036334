package dev.fathom.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Python's arithmetic on `Long`, `Double` and `Boolean`. Integers have 64 bits here; a result that
/// needs more is an error.
final class JinjaNumbers {
  private JinjaNumbers() {}

  static double asDouble(Object number) {
    if (number instanceof Boolean bool) return bool ? 1 : 0;
    return ((Number) number).doubleValue();
  }

  /// The integer that `value` is, booleans too, or null.
  static @Nullable Long asLong(Object value) {
    if (value instanceof Boolean bool) return bool ? 1L : 0L;
    return value instanceof Long number ? number : null;
  }

  /// The integer that argument `name` must be.
  static long requireLong(Object value, String name) {
    Long number = asLong(value);
    if (number != null) return number;
    throw new JinjaFault(name + " must be an integer, got " + JinjaTypes.of(value));
  }

  static boolean equal(Object a, Object b) {
    return compare(a, b) == 0;
  }

  /// Negative, 0 or positive; with a NaN always 2, which is none of them.
  static int compare(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      if (x.isNaN() || y.isNaN()) return 2;
      return x < y ? -1 : x > y ? 1 : 0;
    }
    Long x = asLong(a);
    Long y = asLong(b);
    if (x != null && y != null) return Long.compare(x, y);
    if (isNotFinite(a) || isNotFinite(b)) return compare((Object) asDouble(a), asDouble(b));
    return exact(a).compareTo(exact(b));
  }

  private static boolean isNotFinite(Object value) {
    return value instanceof Double number && !Double.isFinite(number);
  }

  private static BigDecimal exact(Object value) {
    if (value instanceof Double number) return new BigDecimal(number);
    if (value instanceof BigInteger number) return new BigDecimal(number);
    Long number = asLong(value);
    return BigDecimal.valueOf(number == null ? 0 : number);
  }

  /// The result of an arithmetic operator on two numbers.
  static Object apply(JinjaOperator operator, Object a, Object b) {
    Long x = asLong(a);
    Long y = asLong(b);
    if (x != null && y != null) {
      try {
        return onLongs(operator, x, y);
      } catch (ArithmeticException e) {
        throw new JinjaFault("the result of '" + operator.sign() + "' needs more than 64 bits");
      }
    }
    if (a instanceof BigInteger || b instanceof BigInteger) {
      throw new JinjaFault("arithmetic with an integer of more than 64 bits");
    }
    return onDoubles(operator, asDouble(a), asDouble(b));
  }

  private static Object onLongs(JinjaOperator operator, long a, long b) {
    return switch (operator) {
      case ADD -> Math.addExact(a, b);
      case SUBTRACT -> Math.subtractExact(a, b);
      case MULTIPLY -> Math.multiplyExact(a, b);
      case DIVIDE -> quotient(a, nonZero(b));
      case FLOOR_DIVIDE -> {
        if (b == -1) yield Math.negateExact(a);
        yield Math.floorDiv(a, nonZero(b));
      }
      case MODULO -> Math.floorMod(a, nonZero(b));
      case POWER -> b < 0 ? (Object) power((double) a, (double) b) : power(a, b);
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IN, NOT_IN ->
          throw new IllegalArgumentException(operator.sign());
    };
  }

  /// Correctly rounded also where an operand has more than 53 bits.
  private static double quotient(long a, long b) {
    boolean small = Math.abs(a) < 1L << 53 && Math.abs(b) < 1L << 53;
    if (small && a != Long.MIN_VALUE && b != Long.MIN_VALUE) return (double) a / b;
    return BigDecimal.valueOf(a)
        .divide(BigDecimal.valueOf(b), new java.math.MathContext(60))
        .doubleValue();
  }

  private static long nonZero(long divisor) {
    if (divisor == 0) throw new JinjaFault("division by zero");
    return divisor;
  }

  private static long power(long base, long exponent) {
    if (base == 0 || base == 1) return exponent == 0 ? 1 : base;
    if (base == -1) return (exponent & 1) == 0 ? 1 : -1;
    long result = 1;
    for (long i = 0; i < exponent; i++) result = Math.multiplyExact(result, base);
    return result;
  }

  private static Object onDoubles(JinjaOperator operator, double a, double b) {
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / nonZero(b);
      case FLOOR_DIVIDE -> floorDivide(a, nonZero(b));
      case MODULO -> modulo(a, nonZero(b));
      case POWER -> power(a, b);
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IN, NOT_IN ->
          throw new IllegalArgumentException(operator.sign());
    };
  }

  private static double nonZero(double divisor) {
    if (divisor == 0) throw new JinjaFault("division by zero");
    return divisor;
  }

  private static double modulo(double a, double b) {
    double rest = a % b;
    if (rest == 0) return Math.copySign(0.0, b);
    return (rest < 0) == (b < 0) ? rest : rest + b;
  }

  /// CPython's `float_floor_div`.
  private static double floorDivide(double a, double b) {
    double rest = a % b;
    double quotient = (a - rest) / b;
    if (rest != 0 && (rest < 0) != (b < 0)) quotient -= 1;
    if (quotient == 0) return Math.copySign(0.0, a / b);
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static double power(double a, double b) {
    if (a == 0 && b < 0) throw new JinjaFault("0.0 cannot be raised to a negative power");
    if (a < 0 && b != Math.rint(b) && Double.isFinite(a)) {
      throw new JinjaFault("a complex number, which this subset does not have");
    }
    if (a == 1) return 1;
    double result = Math.pow(a, b);
    if (Double.isInfinite(result) && Double.isFinite(a) && Double.isFinite(b)) {
      throw new JinjaFault("the result of '**' is too large");
    }
    return result;
  }

  static Object negated(Object number) {
    if (number instanceof Double value) return -value;
    Long value = asLong(number);
    if (value == null || value == Long.MIN_VALUE) {
      throw new JinjaFault("the result of '-' needs more than 64 bits");
    }
    return -value;
  }

  /// Python's `round(value, digits)`: halves go to the even neighbour.
  static Object rounded(Object number, long digits) {
    if (!(number instanceof Double value)) {
      Long whole = asLong(number);
      if (whole == null || digits >= 0) return whole == null ? number : whole;
      if (digits < -19) return 0L;
      return exact(whole).setScale((int) digits, RoundingMode.HALF_EVEN).longValue();
    }
    if (!Double.isFinite(value) || digits > 323) return value;
    if (digits < -308) return Math.copySign(0.0, value);
    double result = exact(value).setScale((int) digits, RoundingMode.HALF_EVEN).doubleValue();
    return result == 0 ? Math.copySign(0.0, value) : result;
  }

  /// What Python's `int(value)` makes of a float.
  static long truncated(double value) {
    if (Double.isNaN(value)) throw new JinjaFault("cannot convert float NaN to integer");
    if (Math.abs(value) >= 0x1p63) throw new JinjaFault("cannot convert this float to 64 bits");
    return (long) value;
  }

  /// The integer that `text` spells in `base`, or null.
  static @Nullable Long parsedLong(String text, int base) {
    String digits = plainDigits(text);
    if (digits == null) return null;
    try {
      boolean marked = base == 0 || base == 2 || base == 8 || base == 16;
      return marked ? parsedMarked(digits, base) : (Long) Long.parseLong(digits, base);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Long parsedMarked(String digits, int base) {
    int sign = digits.startsWith("-") || digits.startsWith("+") ? 1 : 0;
    String mark = digits.length() > sign + 1 ? digits.substring(sign, sign + 2) : "";
    int marked =
        switch (mark) {
          case "0x", "0X" -> 16;
          case "0o", "0O" -> 8;
          case "0b", "0B" -> 2;
          default -> 0;
        };
    if (marked == 0 || (base != 0 && base != marked)) {
      return Long.parseLong(digits, base == 0 ? 10 : base);
    }
    return Long.parseLong(digits.substring(0, sign) + digits.substring(sign + 2), marked);
  }

  /// `text` without white space around it and without single underscores between digits, or null.
  private static @Nullable String plainDigits(String text) {
    String digits = JinjaText.strip(text, null, true, true);
    if (digits.indexOf('_') < 0) return digits;
    boolean misplaced = digits.contains("__") || digits.startsWith("_") || digits.endsWith("_");
    return misplaced ? null : digits.replace("_", "");
  }

  /// The float that `text` spells, or null.
  static @Nullable Double parsedDouble(String text) {
    String digits = plainDigits(text);
    if (digits == null || digits.isEmpty()) return null;
    String name = JinjaText.lower(digits);
    String bare = name.startsWith("-") || name.startsWith("+") ? name.substring(1) : name;
    double sign = name.startsWith("-") ? -1 : 1;
    if (bare.equals("inf") || bare.equals("infinity")) return sign * Double.POSITIVE_INFINITY;
    if (bare.equals("nan")) return Double.NaN;
    for (int i = 0; i < bare.length(); i++) {
      if ("0123456789.e+-".indexOf(bare.charAt(i)) < 0) return null;
    }
    try {
      return Double.valueOf(digits);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
