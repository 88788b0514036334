package dev.fathom.text;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// Values as Python's `str` and `repr` show them.
final class JinjaPrinter {
  private final JinjaBudget budget;
  private final StringBuilder out = new StringBuilder();
  private int depth;

  private JinjaPrinter(JinjaBudget budget) {
    this.budget = budget;
  }

  /// Python's `str(value)`.
  static String text(Object value, JinjaBudget budget) {
    return switch (value) {
      case String text -> text;
      case JinjaObject.Undefined ignored -> "";
      default -> repr(value, budget);
    };
  }

  /// Python's `repr(value)`.
  static String repr(Object value, JinjaBudget budget) {
    JinjaPrinter printer = new JinjaPrinter(budget);
    printer.show(value);
    return budget.made(printer.out.toString());
  }

  private void show(Object value) {
    JinjaBudget.valueDepth(++depth);
    budget.step();
    switch (value) {
      case String text -> {
        quoted(text, out);
        if (out.length() > JinjaBudget.CHARS) budget.chars(out.length());
      }
      case Boolean bool -> out.append(bool ? "True" : "False");
      case Double number -> out.append(number(number));
      case Number number -> out.append(number);
      case List<?> list -> items("[", list, "]");
      case Map<?, ?> map -> entries(map);
      case JinjaObject object -> show(object);
      default -> throw new IllegalStateException("not a template value: " + value.getClass());
    }
    depth--;
  }

  private void show(JinjaObject object) {
    switch (object) {
      case JinjaObject.None ignored -> out.append("None");
      case JinjaObject.Undefined ignored -> out.append("Undefined");
      case JinjaObject.Tuple tuple ->
          items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
      case JinjaObject.Range range -> range(range);
      case JinjaObject.View view -> {
        out.append(view.type());
        items("([", view.items(), "])");
      }
      case JinjaObject.Namespace namespace -> {
        out.append("<Namespace ");
        entries(namespace.attributes());
        out.append('>');
      }
      case JinjaObject.Loop loop -> {
        out.append("<LoopContext ").append(loop.attribute("index"));
        out.append('/').append(loop.attribute("length")).append('>');
      }
      case JinjaObject.Macro macro -> {
        out.append("<Macro ");
        quoted(macro.name(), out);
        out.append('>');
      }
      case JinjaObject.Generator ignored -> throw notText(object);
      case JinjaObject.Method ignored -> throw notText(object);
      case JinjaObject.Function ignored -> throw notText(object);
      case JinjaObject.Joiner ignored -> throw notText(object);
      case JinjaObject.Cycler ignored -> throw notText(object);
    }
  }

  /// Python would show where in memory the object lies.
  private static JinjaFault notText(JinjaObject object) {
    String type = JinjaTypes.of(object);
    String advice = type.equals("generator") ? "; put '|list' behind" : "";
    return new JinjaFault("a " + type + " cannot be printed" + advice);
  }

  private void items(String open, List<?> items, String close) {
    out.append(open);
    String comma = "";
    for (Object item : items) {
      out.append(comma);
      show(item);
      comma = ", ";
    }
    out.append(close);
  }

  private void entries(Map<?, ?> map) {
    out.append('{');
    String comma = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(comma);
      show(entry.getKey());
      out.append(": ");
      show(entry.getValue());
      comma = ", ";
    }
    out.append('}');
  }

  private void range(JinjaObject.Range range) {
    out.append("range(").append(range.start()).append(", ").append(range.stop());
    if (range.step() != 1) out.append(", ").append(range.step());
    out.append(')');
  }

  /// A float: the shortest digits that read back as the same number, Python's way.
  static String number(double value) {
    if (Double.isNaN(value)) return "nan";
    if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
    if (value == 0) return 1 / value < 0 ? "-0.0" : "0.0";
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = digits.length() - decimal.scale() - 1;
    String sign = value < 0 ? "-" : "";
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.abs().toPlainString();
      return sign + plain + (plain.indexOf('.') < 0 ? ".0" : "");
    }
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String power = (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "");
    return sign + digits.charAt(0) + fraction + "e" + power + Math.abs(exponent);
  }

  private static void quoted(String text, StringBuilder out) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      switch (codePoint) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\\' -> out.append("\\\\");
        default -> character(codePoint, quote, out);
      }
    }
    out.append(quote);
  }

  private static void character(int codePoint, char quote, StringBuilder out) {
    if (codePoint == quote) {
      out.append('\\').append(quote);
    } else if (isPrintable(codePoint)) {
      out.appendCodePoint(codePoint);
    } else {
      int digits = codePoint < 0x100 ? 2 : codePoint < 0x10000 ? 4 : 8;
      out.append(digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U");
      String hex = Integer.toHexString(codePoint);
      out.repeat('0', digits - hex.length()).append(hex);
    }
  }

  private static boolean isPrintable(int codePoint) {
    if (codePoint < 0x7f) return codePoint >= 0x20;
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
