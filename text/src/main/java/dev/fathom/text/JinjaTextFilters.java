package dev.fathom.text;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The filters that make text.
final class JinjaTextFilters {
  private final JinjaBudget budget;

  JinjaTextFilters(JinjaBudget budget) {
    this.budget = budget;
  }

  String text(Object value) {
    return JinjaPrinter.text(value, budget);
  }

  String trim(Object value, @Nullable Object[] bound) {
    String text = text(value);
    if (bound[0] == null || bound[0] == JinjaObject.None.NONE) {
      return JinjaText.strip(text, null, true, true);
    }
    if (!(bound[0] instanceof String chars)) throw new JinjaFault("trim needs a string of chars");
    budget.items((long) chars.length() * text.length() / 64);
    return JinjaText.strip(text, chars, true, true);
  }

  String replace(Object value, @Nullable Object[] bound) {
    long most = -1;
    if (bound[2] != null && bound[2] != JinjaObject.None.NONE) {
      most = JinjaNumbers.requireLong(bound[2], "count");
    }
    String old = bound[0] == null ? "" : text(bound[0]);
    String by = bound[1] == null ? "" : text(bound[1]);
    budget.search(old);
    return budget.made(JinjaSplit.replace(text(value), old, by, most, budget));
  }

  String center(Object value, @Nullable Object[] bound) {
    Object width = bound[0] == null ? (Object) 80L : bound[0];
    JinjaCall call = new JinjaCall(List.of(width), Map.of());
    return (String) new JinjaTextMethods(text(value), budget).call("center", call);
  }

  String indent(Object value, @Nullable Object[] bound) {
    if (!(value instanceof String text)) {
      throw new JinjaFault("indent needs a string, got " + JinjaTypes.of(value));
    }
    String indent = indention(bound[0]);
    boolean first = isTrue(bound[1]);
    boolean blank = isTrue(bound[2]);
    List<Object> lines = JinjaSplit.lines(text + "\n", false);
    budget.items(lines.size());
    budget.chars((long) lines.size() * indent.length() + text.length());
    StringBuilder out = new StringBuilder(first ? indent : "");
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      if (i > 0) out.append('\n');
      if (i > 0 && (blank || !line.isEmpty())) out.append(indent);
      out.append(line);
    }
    return budget.made(out.toString());
  }

  private String indention(@Nullable Object width) {
    if (width == null) return "    ";
    if (width instanceof String indent) return indent;
    long count = Math.max(0, JinjaNumbers.requireLong(width, "width"));
    budget.chars(count);
    return " ".repeat((int) count);
  }

  private static boolean isTrue(@Nullable Object value) {
    return value != null && JinjaValues.isTrue(value);
  }

  private static long number(@Nullable Object value, long otherwise, String name) {
    return value == null ? otherwise : JinjaNumbers.requireLong(value, name);
  }

  Object truncate(Object value, @Nullable Object[] bound) {
    long length = number(bound[0], 255, "length");
    String end = bound[2] == null ? "..." : text(bound[2]);
    boolean leewayGiven = bound[3] != null && bound[3] != JinjaObject.None.NONE;
    long leeway = leewayGiven ? number(bound[3], 5, "leeway") : 5;
    long kept = length - JinjaText.length(end);
    if (kept < 0 || leeway < 0) throw new JinjaFault("truncate: length or leeway is too small");
    long size = JinjaValues.size(value);
    if (size >= 0 && size <= length + leeway) return value;
    if (!(value instanceof String text)) {
      throw new JinjaFault("truncate needs a string, got " + JinjaTypes.of(value));
    }
    String part = text.substring(0, JinjaText.offset(text, (int) kept));
    int space = part.lastIndexOf(' ');
    boolean whole = isTrue(bound[1]) || space < 0;
    return (whole ? part : part.substring(0, space)) + end;
  }

  long wordCount(Object value) {
    String text = text(value);
    long count = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      boolean word = codePoint == '_' || Character.isLetterOrDigit(codePoint);
      if (word && !inWord) count++;
      inWord = word;
    }
    return count;
  }

  /// Unlike Jinja2's the result is a plain string, escaped once more by a second `escape`.
  String escape(Object value) {
    String text = text(value);
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '\'' -> out.append("&#39;");
        case '"' -> out.append("&#34;");
        default -> out.append(text.charAt(i));
      }
    }
    return budget.made(out.toString());
  }

  String format(Object value, JinjaCall call) {
    boolean byName = !call.named().isEmpty();
    if (byName && !call.arguments().isEmpty()) {
      throw new JinjaFault("format takes arguments with names or without, not both");
    }
    Object values = byName ? call.named() : new JinjaObject.Tuple(call.arguments());
    return new JinjaFormat(budget).percent(text(value), values);
  }

  String toJson(Object value, @Nullable Object[] bound) {
    String indent = null;
    if (bound[1] != null && bound[1] != JinjaObject.None.NONE) indent = indention(bound[1]);
    String comma = indent == null ? ", " : ",";
    String colon = ": ";
    if (bound[2] != null && bound[2] != JinjaObject.None.NONE) {
      List<Object> pair = JinjaValues.items(bound[2], budget);
      if (pair.size() != 2) throw new JinjaFault("separators must be two strings");
      comma = text(pair.getFirst());
      colon = text(pair.getLast());
    }
    JinjaJson.Style style =
        new JinjaJson.Style(isTrue(bound[0]), indent, comma, colon, isTrue(bound[3]));
    return JinjaJson.text(value, style, budget);
  }

  /// Not in Jinja2: the templates of DeepSeek V3.2 and later read a call's arguments with it.
  Object fromJson(Object value) {
    if (!(value instanceof String text)) throw new JinjaFault("from_json needs a string");
    budget.items(text.length());
    try {
      return JinjaValues.imported(JsonMapper.shared().readValue(text, Object.class), 0);
    } catch (JacksonException e) {
      throw new JinjaFault("from_json: " + e.getOriginalMessage());
    }
  }
}
