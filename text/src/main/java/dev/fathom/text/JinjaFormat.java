package dev.fathom.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/// Python's `%` on strings with the conversions `s r d i u f x X o c %`, and `str.format` with
/// plain fields; everything else of them is an error.
final class JinjaFormat {
  private final JinjaBudget budget;
  private final StringBuilder out = new StringBuilder();
  private int used;
  private boolean numbered;

  JinjaFormat(JinjaBudget budget) {
    this.budget = budget;
  }

  /// `format % value`.
  String percent(String format, Object value) {
    List<Object> values = value instanceof JinjaObject.Tuple tuple ? tuple.items() : List.of(value);
    int at = 0;
    while (at < format.length()) {
      int mark = format.indexOf('%', at);
      out.append(format, at, mark < 0 ? format.length() : mark);
      if (mark < 0) break;
      at = directive(format, mark + 1, value, values);
      budget.chars(out.length());
    }
    if (used < values.size() && !hasItems(value)) {
      throw new JinjaFault("not all arguments converted during string formatting");
    }
    return budget.made(out.toString());
  }

  /// What Python takes as a mapping here, whose values need not all be used.
  private static boolean hasItems(Object value) {
    return value instanceof Map
        || value instanceof List
        || value instanceof JinjaObject.Range
        || value instanceof JinjaObject.Undefined;
  }

  /// Writes the directive whose `%` stands before `start`; gives the offset behind it.
  private int directive(String format, int start, Object value, List<Object> values) {
    boolean byName = format.startsWith("(", start);
    int flags = byName ? format.indexOf(')', start) + 1 : start;
    if (byName && flags == 0) throw new JinjaFault("'%(' without ')'");
    int width = skip(format, flags, "-+ 0");
    int dot = skip(format, width, "0123456789");
    boolean exact = format.startsWith(".", dot);
    int end = exact ? skip(format, dot + 1, "0123456789") : dot;
    if (end >= format.length()) throw new JinjaFault("incomplete format");
    char conversion = format.charAt(end);
    if (conversion == '%') {
      out.append('%');
      return end + 1;
    }
    Layout layout =
        new Layout(
            format.substring(flags, width),
            number(format.substring(width, dot)),
            exact ? number(format.substring(dot + 1, end)) : -1);
    Object given = byName ? named(value, format.substring(start + 1, flags - 1)) : next(values);
    out.append(layout.padded(converted(conversion, layout, given)));
    return end + 1;
  }

  private static int skip(String format, int start, String characters) {
    int at = start;
    while (at < format.length() && characters.indexOf(format.charAt(at)) >= 0) at++;
    return at;
  }

  private static Object named(Object value, String name) {
    if (!(value instanceof Map<?, ?> map))
      throw new JinjaFault("'%(" + name + ")' needs a mapping");
    Object found = JinjaValues.look(map, name);
    if (found == null) throw new JinjaFault("no value for '%(" + name + ")'");
    return found;
  }

  private int number(String digits) {
    if (digits.isEmpty()) return 0;
    budget.chars(digits.length() > 9 ? Long.MAX_VALUE : Long.parseLong(digits));
    return Integer.parseInt(digits);
  }

  private Object next(List<Object> values) {
    if (used >= values.size()) throw new JinjaFault("not enough arguments for format string");
    return values.get(used++);
  }

  /// How wide and how exact a value is to be shown.
  private record Layout(String flags, int width, int precision) {
    String padded(String text) {
      int missing = width - JinjaText.length(text);
      if (missing <= 0) return text;
      if (flags.contains("-")) return text + " ".repeat(missing);
      boolean zeros = flags.contains("0") && !text.isEmpty();
      if (!zeros) return " ".repeat(missing) + text;
      int sign = "+- ".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
      return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
    }

    String signed(String text) {
      if (text.startsWith("-")) return text;
      return flags.contains("+") ? "+" + text : flags.contains(" ") ? " " + text : text;
    }
  }

  private String converted(char conversion, Layout layout, Object value) {
    return switch (conversion) {
      case 's' -> cut(JinjaPrinter.text(value, budget), layout);
      case 'r' -> cut(JinjaPrinter.repr(value, budget), layout);
      case 'd', 'i', 'u' -> layout.signed(Long.toString(whole(value, conversion)));
      case 'x' -> layout.signed(Long.toString(whole(value, conversion), 16));
      case 'X' -> JinjaText.upper(layout.signed(Long.toString(whole(value, conversion), 16)));
      case 'o' -> layout.signed(Long.toString(whole(value, conversion), 8));
      case 'f', 'F' -> layout.signed(fixed(value, layout));
      default -> throw new JinjaFault("the format '%" + conversion + "' is not supported");
    };
  }

  private static String cut(String text, Layout layout) {
    if (layout.precision() < 0 || layout.precision() >= JinjaText.length(text)) return text;
    return text.substring(0, JinjaText.offset(text, layout.precision()));
  }

  private static long whole(Object value, char conversion) {
    if (value instanceof Double number && "diu".indexOf(conversion) >= 0) {
      return JinjaNumbers.truncated(number);
    }
    return JinjaNumbers.requireLong(value, "the value of '%" + conversion + "'");
  }

  private static String fixed(Object value, Layout layout) {
    if (!JinjaValues.isNumber(value)) {
      throw new JinjaFault("the value of '%f' must be a number, got " + JinjaTypes.of(value));
    }
    double number = JinjaNumbers.asDouble(value);
    if (!Double.isFinite(number)) return JinjaPrinter.number(number);
    int digits = layout.precision() < 0 ? 6 : layout.precision();
    String text = new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    boolean lostSign = text.charAt(0) != '-' && Math.copySign(1, number) < 0;
    return lostSign ? "-" + text : text;
  }

  /// `format.format(...)`.
  String braces(String format, JinjaCall call) {
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c != '{' && c != '}') {
        out.append(c);
        at++;
      } else if (at + 1 < format.length() && format.charAt(at + 1) == c) {
        out.append(c);
        at += 2;
      } else {
        int close = format.indexOf('}', at);
        if (c == '}' || close < 0) throw new JinjaFault("a single '" + c + "' in a format");
        out.append(JinjaPrinter.text(field(format.substring(at + 1, close), call), budget));
        budget.chars(out.length());
        at = close + 1;
      }
    }
    return budget.made(out.toString());
  }

  private Object field(String name, JinjaCall call) {
    for (int i = 0; i < name.length(); i++) {
      if ("{.[!:".indexOf(name.charAt(i)) >= 0) {
        throw new JinjaFault("the format field '{" + name + "}' is not supported, only plain ones");
      }
    }
    if (name.isEmpty()) {
      if (numbered) throw mixed();
      return next(call.arguments());
    }
    Long index = Character.isDigit(name.charAt(0)) ? JinjaNumbers.parsedLong(name, 10) : null;
    if (index != null && used > 0) throw mixed();
    numbered |= index != null;
    if (index != null && index < call.arguments().size()) {
      return call.arguments().get(index.intValue());
    }
    Object value = call.named().get(name);
    if (value == null) throw new JinjaFault("no value for the format field '{" + name + "}'");
    return value;
  }

  private static JinjaFault mixed() {
    return new JinjaFault("format fields with and without numbers cannot be mixed");
  }
}
