package dev.fathom.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Applies filters.
final class JinjaFilters {
  private final JinjaBudget budget;
  private final JinjaTextFilters texts;
  private final JinjaSequenceFilters sequences;
  private final JinjaJudge judge;

  JinjaFilters(JinjaBudget budget) {
    this.budget = budget;
    texts = new JinjaTextFilters(budget);
    sequences = new JinjaSequenceFilters(budget);
    judge = new JinjaJudge(budget);
  }

  /// `value|filter(call)`.
  Object apply(JinjaFilter filter, Object value, JinjaCall call) {
    return switch (filter) {
      case MAP -> map(value, call);
      case SELECT -> select(value, call, false, true);
      case REJECT -> select(value, call, false, false);
      case SELECTATTR -> select(value, call, true, true);
      case REJECTATTR -> select(value, call, true, false);
      case FORMAT -> texts.format(value, call);
      default -> onBound(filter, value, call.bind("the filter " + filter, filter.parameters()));
    };
  }

  private Object onBound(JinjaFilter filter, Object value, @Nullable Object[] bound) {
    return switch (filter) {
      case UPPER -> budget.made(JinjaText.upper(texts.text(value)));
      case LOWER -> budget.made(JinjaText.lower(texts.text(value)));
      case TITLE -> budget.made(JinjaText.titleWords(texts.text(value)));
      case CAPITALIZE -> budget.made(JinjaText.capitalize(texts.text(value)));
      case STRING, SAFE -> texts.text(value);
      case ESCAPE -> texts.escape(value);
      case TRIM -> texts.trim(value, bound);
      case REPLACE -> texts.replace(value, bound);
      case CENTER -> texts.center(value, bound);
      case INDENT -> texts.indent(value, bound);
      case TRUNCATE -> texts.truncate(value, bound);
      case WORDCOUNT -> texts.wordCount(value);
      case TOJSON -> texts.toJson(value, bound);
      case FROM_JSON -> texts.fromJson(value);
      case ABS -> absolute(value);
      case INT -> integer(value, bound);
      case FLOAT -> floating(value, bound);
      case ROUND -> round(value, bound);
      case DEFAULT -> otherwise(value, bound);
      case ATTR -> attribute(value, bound[0] == null ? "" : bound[0]);
      case LENGTH -> sequences.length(value);
      case FIRST -> sequences.first(value);
      case LAST -> sequences.last(value);
      case LIST -> new ArrayList<>(sequences.items(value));
      default -> onSequence(filter, value, bound);
    };
  }

  private Object onSequence(JinjaFilter filter, Object value, @Nullable Object[] bound) {
    return switch (filter) {
      case REVERSE -> sequences.reverse(value);
      case ITEMS -> sequences.entries(value);
      case JOIN -> sequences.join(value, bound);
      case SUM -> sequences.sum(value, bound);
      case MIN -> sequences.extreme(value, bound, false);
      case MAX -> sequences.extreme(value, bound, true);
      case SORT -> sequences.sort(value, bound);
      case DICTSORT -> sequences.sortedEntries(value, bound);
      case UNIQUE -> sequences.unique(value, bound);
      case GROUPBY -> sequences.groupBy(value, bound);
      case BATCH -> sequences.batch(value, bound);
      default -> throw new IllegalStateException("no filter " + filter);
    };
  }

  private static Object otherwise(Object value, @Nullable Object[] bound) {
    boolean whenFalse = bound[1] != null && JinjaValues.isTrue(bound[1]);
    boolean replace =
        value instanceof JinjaObject.Undefined || (whenFalse && !JinjaValues.isTrue(value));
    if (!replace) return value;
    return bound[0] == null ? "" : bound[0];
  }

  private Object attribute(Object value, Object name) {
    if (value instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    String key = texts.text(name);
    Object found = new JinjaAccess(budget).ownAttribute(value, key);
    return found != null ? found : new JinjaObject.Undefined("no attribute '" + key + "'");
  }

  private static Object absolute(Object value) {
    if (!JinjaValues.isNumber(value)) {
      throw new JinjaFault("abs needs a number, got " + JinjaTypes.of(value));
    }
    if (value instanceof Double number) return Math.abs(number);
    return JinjaNumbers.asDouble(value) < 0
        ? JinjaNumbers.negated(value)
        : value instanceof Boolean bool ? (bool ? 1L : 0L) : value;
  }

  private static Object integer(Object value, @Nullable Object[] bound) {
    Object otherwise = bound[0] == null ? (Object) 0L : bound[0];
    long base = bound[1] == null ? 10 : JinjaNumbers.requireLong(bound[1], "base");
    if (value instanceof String text) {
      boolean valid = base == 0 || (base >= 2 && base <= 36);
      Long whole = valid ? JinjaNumbers.parsedLong(text, (int) base) : null;
      if (whole != null) return whole;
      Double number = JinjaNumbers.parsedDouble(text);
      if (number == null || !Double.isFinite(number)) return otherwise;
      return JinjaNumbers.truncated(number);
    }
    if (value instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    if (value instanceof Double number) {
      return Double.isFinite(number) ? JinjaNumbers.truncated(number) : otherwise;
    }
    if (value instanceof Boolean bool) return bool ? 1L : 0L;
    return value instanceof Number ? value : otherwise;
  }

  private static Object floating(Object value, @Nullable Object[] bound) {
    Object otherwise = bound[0] == null ? (Object) 0.0 : bound[0];
    if (JinjaValues.isNumber(value)) return JinjaNumbers.asDouble(value);
    if (value instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    Double number = value instanceof String text ? JinjaNumbers.parsedDouble(text) : null;
    return number == null ? otherwise : number;
  }

  private static Object round(Object value, @Nullable Object[] bound) {
    if (!JinjaValues.isNumber(value)) {
      throw new JinjaFault("round needs a number, got " + JinjaTypes.of(value));
    }
    long digits = bound[0] == null ? 0 : JinjaNumbers.requireLong(bound[0], "precision");
    Object method = bound[1] == null ? "common" : bound[1];
    if (method.equals("common")) return JinjaNumbers.rounded(value, digits);
    if (!method.equals("ceil") && !method.equals("floor")) {
      throw new JinjaFault("method must be common, ceil or floor");
    }
    double scale = Math.pow(10, (double) digits);
    double scaled = JinjaNumbers.asDouble(value) * scale;
    double whole = method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled);
    if (!Double.isFinite(whole)) throw new JinjaFault("round cannot do this with " + value);
    return (whole + 0.0) / scale;
  }

  private Object map(Object value, JinjaCall call) {
    List<Object> mapped = new ArrayList<>();
    if (JinjaValues.isTrue(value)) {
      UnaryOperator<Object> change = change(call);
      for (Object item : sequences.items(value)) mapped.add(change.apply(item));
    }
    return new JinjaObject.Generator("generator", mapped.iterator());
  }

  private UnaryOperator<Object> change(JinjaCall call) {
    Object attribute = call.named().get("attribute");
    if (call.arguments().isEmpty() && attribute != null) {
      @Nullable Object[] bound = call.bind("the filter map", "attribute", "default?");
      return sequences.attribute(attribute, bound[1], false);
    }
    if (call.arguments().isEmpty()) throw new JinjaFault("map requires a filter argument");
    String name = texts.text(call.arguments().getFirst());
    JinjaFilter filter = JinjaFilter.named(name);
    if (filter == null) throw new JinjaFault("there is no filter '" + name + "' in this subset");
    JinjaCall rest = rest(call, 1);
    return item -> {
      budget.enter();
      Object changed = apply(filter, item, rest);
      budget.leave();
      return changed;
    };
  }

  private static JinjaCall rest(JinjaCall call, int taken) {
    List<Object> arguments = call.arguments();
    return new JinjaCall(arguments.subList(taken, arguments.size()), call.named());
  }

  private Object select(Object value, JinjaCall call, boolean byAttribute, boolean wanted) {
    List<Object> selected = new ArrayList<>();
    if (JinjaValues.isTrue(value)) {
      Predicate<Object> test = test(call, byAttribute);
      for (Object item : sequences.items(value)) {
        if (test.test(item) == wanted) selected.add(item);
      }
    }
    return new JinjaObject.Generator("generator", selected.iterator());
  }

  private Predicate<Object> test(JinjaCall call, boolean byAttribute) {
    if (byAttribute && call.arguments().isEmpty()) {
      throw new JinjaFault("Missing parameter for attribute name");
    }
    Object path = byAttribute ? call.arguments().getFirst() : null;
    UnaryOperator<Object> attribute = sequences.attribute(path, null, false);
    int taken = byAttribute ? 1 : 0;
    if (call.arguments().size() == taken) {
      return item -> JinjaValues.isTrue(attribute.apply(item));
    }
    String name = texts.text(call.arguments().get(taken));
    JinjaTest test = JinjaTest.named(name);
    if (test == null) throw new JinjaFault("there is no test '" + name + "' in this subset");
    JinjaCall rest = rest(call, taken + 1);
    return item -> judge.holds(test, attribute.apply(item), rest);
  }
}
