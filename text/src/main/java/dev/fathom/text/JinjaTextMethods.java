package dev.fathom.text;

import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The methods of one string.
final class JinjaTextMethods {
  private static final String NAMES =
      " capitalize casefold center count endswith find format index isalnum isalpha isdecimal"
          + " isdigit islower isnumeric isspace isupper join ljust lower lstrip partition"
          + " removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split"
          + " splitlines startswith strip swapcase title upper zfill ";

  private final String text;
  private final JinjaBudget budget;

  JinjaTextMethods(String text, JinjaBudget budget) {
    this.text = text;
    this.budget = budget;
  }

  static boolean has(String name) {
    return NAMES.contains(" " + name + " ");
  }

  Object call(String name, JinjaCall call) {
    budget.chars(text.length());
    return switch (name) {
      case "strip" -> strip(call, name, true, true);
      case "lstrip" -> strip(call, name, true, false);
      case "rstrip" -> strip(call, name, false, true);
      case "split", "rsplit" -> split(name, call);
      case "startswith", "endswith" -> hasEnd(name, call);
      case "find", "index", "rfind", "rindex" -> find(name, call);
      case "count" -> count(string(call.bind(name, "sub"), 0, name));
      case "replace" -> replace(call);
      case "join" -> join(call);
      case "format" -> new JinjaFormat(budget).braces(text, call);
      case "splitlines" -> {
        Object keep = call.bind(name, "keepends?")[0];
        yield counted(JinjaSplit.lines(text, keep != null && JinjaValues.isTrue(keep)));
      }
      case "partition", "rpartition" -> {
        String separator = string(call.bind(name, "sep"), 0, name);
        boolean fromRight = name.equals("rpartition");
        yield new JinjaObject.Tuple(JinjaSplit.partition(text, separator, fromRight));
      }
      case "removeprefix", "removesuffix" -> without(name, call);
      case "center", "ljust", "rjust" -> pad(name, call);
      case "zfill" -> zeroFilled(call);
      default -> {
        call.bind(name);
        yield plain(name);
      }
    };
  }

  /// The methods without arguments.
  private Object plain(String name) {
    return switch (name) {
      case "upper" -> JinjaText.upper(text);
      case "lower" -> JinjaText.lower(text);
      case "casefold" -> JinjaText.lower(JinjaText.upper(text));
      case "title" -> JinjaText.title(text);
      case "capitalize" -> JinjaText.capitalize(text);
      case "swapcase" -> JinjaText.swapCase(text);
      case "islower" -> JinjaText.isCased(text, false);
      case "isupper" -> JinjaText.isCased(text, true);
      case "isalpha" -> all(Character::isLetter);
      case "isdecimal" -> all(Character::isDigit);
      case "isdigit" -> all(c -> Character.isDigit(c) || isSuperscript(c));
      case "isnumeric" -> all(JinjaTextMethods::isNumeric);
      case "isalnum" -> all(c -> Character.isLetter(c) || isNumeric(c));
      case "isspace" -> all(c -> c < 0x10000 && JinjaText.isSpace((char) c));
      default -> throw new IllegalStateException("no method " + name);
    };
  }

  private boolean all(IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  private static boolean isNumeric(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isDigit(codePoint)
        || type == Character.OTHER_NUMBER
        || type == Character.LETTER_NUMBER;
  }

  private static boolean isSuperscript(int c) {
    return c == 0xb2
        || c == 0xb3
        || c == 0xb9
        || c == 0x2070
        || (c >= 0x2074 && c <= 0x2079)
        || (c >= 0x2080 && c <= 0x2089);
  }

  private String string(@Nullable Object[] bound, int index, String method) {
    if (bound[index] instanceof String string) {
      budget.search(string);
      return string;
    }
    Object got = bound[index];
    String type = got == null ? "nothing" : JinjaTypes.of(got);
    throw new JinjaFault(method + "() needs a string, got " + type);
  }

  private @Nullable String stringOrNull(@Nullable Object[] bound, int index, String method) {
    Object value = bound[index];
    return value == null || value == JinjaObject.None.NONE ? null : string(bound, index, method);
  }

  private static long number(@Nullable Object value, long otherwise, String name) {
    return value == null ? otherwise : JinjaNumbers.requireLong(value, name);
  }

  private List<Object> counted(List<Object> parts) {
    budget.items(parts.size());
    return parts;
  }

  private String strip(JinjaCall call, String name, boolean left, boolean right) {
    String chars = stringOrNull(call.bind(name, "chars?"), 0, name);
    if (chars != null) budget.items((long) chars.length() * text.length() / 64);
    return JinjaText.strip(text, chars, left, right);
  }

  private Object split(String name, JinjaCall call) {
    @Nullable Object[] bound = call.bind(name, "sep?", "maxsplit?");
    String separator = stringOrNull(bound, 0, name);
    long most = number(bound[1], -1, "maxsplit");
    return counted(
        name.equals("split")
            ? JinjaSplit.split(text, separator, most)
            : JinjaSplit.splitFromRight(text, separator, most));
  }

  private boolean hasEnd(String name, JinjaCall call) {
    @Nullable Object[] bound = call.bind(name, "prefix");
    if (bound[0] instanceof JinjaObject.Tuple tuple) {
      for (Object each : tuple.items()) {
        if (hasEnd(name, string(new @Nullable Object[] {each}, 0, name))) return true;
      }
      return false;
    }
    return hasEnd(name, string(bound, 0, name));
  }

  private boolean hasEnd(String name, String end) {
    return name.equals("startswith") ? text.startsWith(end) : text.endsWith(end);
  }

  private long find(String name, JinjaCall call) {
    @Nullable Object[] bound = call.bind(name, "sub", "start?", "end?");
    String part = string(bound, 0, name);
    JinjaObject.Range places = window(bound[1], bound[2]);
    int from = JinjaText.offset(text, (int) places.start());
    String window = text.substring(0, JinjaText.offset(text, (int) places.stop()));
    boolean last = name.startsWith("r");
    int found = last ? window.lastIndexOf(part) : JinjaText.find(window, part, from);
    boolean outside = found < from || (bound[1] != null && places.start() < places.step());
    if (found >= 0 && !outside) return JinjaText.length(text.substring(0, found));
    if (name.endsWith("index")) throw new JinjaFault("substring not found");
    return -1;
  }

  /// Where a search begins and ends, in code points; the step is 0, or past all where the bounds
  /// leave nothing to search, not even for an empty string.
  private JinjaObject.Range window(@Nullable Object start, @Nullable Object end) {
    long size = JinjaText.length(text);
    long from = number(start == JinjaObject.None.NONE ? null : start, 0, "start");
    long to = number(end == JinjaObject.None.NONE ? null : end, size, "end");
    long first = Math.max(0, from < 0 ? from + size : from);
    long stop = Math.clamp(to < 0 ? to + size : to, 0, size);
    boolean nothing = first > stop;
    return new JinjaObject.Range(Math.min(first, stop), stop, nothing ? Long.MAX_VALUE : 0);
  }

  private long count(String part) {
    if (part.isEmpty()) return JinjaText.length(text) + 1L;
    long count = 0;
    int at = JinjaText.find(text, part, 0);
    for (; at >= 0; at = JinjaText.find(text, part, at + part.length())) count++;
    return count;
  }

  private String replace(JinjaCall call) {
    @Nullable Object[] bound = call.bind("replace", "old", "new", "count?");
    String old = string(bound, 0, "replace");
    String by = string(bound, 1, "replace");
    long most = number(bound[2], -1, "count");
    return budget.made(JinjaSplit.replace(text, old, by, most, budget));
  }

  private String join(JinjaCall call) {
    Object items = call.bind("join", "iterable")[0];
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (Object item : JinjaValues.items(items == null ? "" : items, budget)) {
      if (!(item instanceof String part)) {
        throw new JinjaFault("join() needs strings, got " + JinjaTypes.of(item));
      }
      if (!first) out.append(text);
      budget.chars(text.length() + (long) part.length());
      budget.chars(out.append(part).length());
      first = false;
    }
    return out.toString();
  }

  private String without(String name, JinjaCall call) {
    boolean prefix = name.equals("removeprefix");
    String end = string(call.bind(name, prefix ? "prefix" : "suffix"), 0, name);
    if (end.isEmpty()) return text;
    if (prefix) return text.startsWith(end) ? text.substring(end.length()) : text;
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }

  private String pad(String name, JinjaCall call) {
    @Nullable Object[] bound = call.bind(name, "width", "fillchar?");
    String fill = bound[1] == null ? " " : string(bound, 1, name);
    if (JinjaText.length(fill) != 1) throw new JinjaFault("the fill must be one character");
    long missing = number(bound[0], 0, "width") - JinjaText.length(text);
    if (missing <= 0) return text;
    budget.chars(text.length() + missing);
    long width = missing + JinjaText.length(text);
    long left =
        switch (name) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (missing & width & 1); // as CPython rounds
        };
    return fill.repeat((int) left) + text + fill.repeat((int) (missing - left));
  }

  private String zeroFilled(JinjaCall call) {
    long missing = number(call.bind("zfill", "width")[0], 0, "width") - JinjaText.length(text);
    if (missing <= 0) return text;
    budget.chars(text.length() + missing);
    boolean signed = text.startsWith("-") || text.startsWith("+");
    int sign = signed ? 1 : 0;
    return text.substring(0, sign) + "0".repeat((int) missing) + text.substring(sign);
  }
}
