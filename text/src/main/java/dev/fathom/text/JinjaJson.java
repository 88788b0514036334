package dev.fathom.text;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Python's `json.dumps` with the options that Hugging Face transformers gives its `tojson`.
final class JinjaJson {
  /// How the text is laid out; `indent` is null for one line.
  record Style(
      boolean ascii, @Nullable String indent, String comma, String colon, boolean sorted) {}

  private final Style style;
  private final JinjaBudget budget;
  private final StringBuilder out = new StringBuilder();
  private int depth;

  private JinjaJson(Style style, JinjaBudget budget) {
    this.style = style;
    this.budget = budget;
  }

  static String text(Object value, Style style, JinjaBudget budget) {
    JinjaJson json = new JinjaJson(style, budget);
    json.write(value);
    return budget.made(json.out.toString());
  }

  private void write(Object value) {
    budget.step();
    if (out.length() > JinjaBudget.CHARS) budget.chars(out.length());
    switch (value) {
      case String text -> quoted(text);
      case Boolean bool -> out.append(bool.booleanValue());
      case Long number -> out.append(number.longValue());
      case BigInteger number -> out.append(number);
      case Double number -> out.append(number(number));
      case JinjaObject.None ignored -> out.append("null");
      case List<?> list -> array(list);
      case JinjaObject.Tuple tuple -> array(tuple.items());
      case Map<?, ?> map -> object(map);
      default -> {
        String type = JinjaTypes.of(value);
        throw new JinjaFault("Object of type " + type + " is not JSON serializable");
      }
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) return "NaN";
    if (Double.isInfinite(value)) return value > 0 ? "Infinity" : "-Infinity";
    return JinjaPrinter.number(value);
  }

  private void array(List<?> items) {
    out.append('[');
    JinjaBudget.valueDepth(++depth);
    boolean first = true;
    for (Object item : items) {
      separate(first);
      write(item);
      first = false;
    }
    close(!items.isEmpty(), ']');
  }

  private void object(Map<?, ?> map) {
    out.append('{');
    JinjaBudget.valueDepth(++depth);
    boolean first = true;
    for (Map.Entry<?, ?> entry : entries(map)) {
      separate(first);
      quoted(key(entry.getKey()));
      out.append(style.colon());
      write(entry.getValue());
      first = false;
    }
    close(!map.isEmpty(), '}');
  }

  private List<? extends Map.Entry<?, ?>> entries(Map<?, ?> map) {
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    JinjaOperations operations = new JinjaOperations(budget);
    if (style.sorted()) entries.sort((a, b) -> operations.order(a.getKey(), b.getKey()));
    return entries;
  }

  private static String key(Object key) {
    return switch (key) {
      case String text -> text;
      case Boolean bool -> bool.toString();
      case Double number -> number(number);
      case Number number -> number.toString();
      case JinjaObject.None ignored -> "null";
      default -> throw new JinjaFault("a key of type " + JinjaTypes.of(key) + " in JSON");
    };
  }

  private void separate(boolean first) {
    if (!first) out.append(style.comma());
    newLine();
  }

  private void close(boolean filled, char bracket) {
    depth--;
    if (filled) newLine();
    out.append(bracket);
  }

  private void newLine() {
    if (style.indent() == null) return;
    budget.chars(out.length() + (long) depth * style.indent().length());
    out.append('\n').repeat(style.indent(), depth);
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20 || (style.ascii() && c > 0x7e)) {
            String hex = Integer.toHexString(c);
            out.append("\\u").repeat('0', 4 - hex.length()).append(hex);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
