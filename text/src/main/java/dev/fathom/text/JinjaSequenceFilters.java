package dev.fathom.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The filters on lists, dicts and whatever else has items.
final class JinjaSequenceFilters {
  private final JinjaBudget budget;
  private final JinjaAccess access;
  private final JinjaOperations operations;

  JinjaSequenceFilters(JinjaBudget budget) {
    this.budget = budget;
    access = new JinjaAccess(budget);
    operations = new JinjaOperations(budget);
  }

  /// All items of `value`, counted.
  List<Object> items(Object value) {
    List<Object> items = JinjaValues.items(value, budget);
    budget.items(items.size());
    return items;
  }

  Object length(Object value) {
    long size = JinjaValues.size(value);
    if (size >= 0) return size;
    throw new JinjaFault("object of type '" + JinjaTypes.of(value) + "' has no len()");
  }

  Object first(Object value) {
    Iterator<Object> items = JinjaValues.walk(value, budget);
    if (items.hasNext()) return items.next();
    return new JinjaObject.Undefined("No first item, sequence was empty.");
  }

  Object last(Object value) {
    if (value instanceof JinjaObject.Generator generator) throw notReversible(generator.type());
    List<Object> items = JinjaValues.items(value, budget);
    if (!items.isEmpty()) return items.getLast();
    return new JinjaObject.Undefined("No last item, sequence was empty.");
  }

  private static JinjaFault notReversible(String type) {
    return new JinjaFault("'" + type + "' object is not reversible");
  }

  Object reverse(Object value) {
    if (value instanceof String text) return budget.made(JinjaText.reversed(text));
    List<Object> items = new ArrayList<>(items(value));
    Collections.reverse(items);
    if (value instanceof JinjaObject.Generator) return items;
    return new JinjaObject.Generator("reversed", items.iterator());
  }

  Object entries(Object value) {
    boolean empty = value instanceof JinjaObject.Undefined;
    if (!empty && !(value instanceof Map)) {
      throw new JinjaFault("Can only get item pairs from a mapping.");
    }
    List<Object> entries = value instanceof Map<?, ?> map ? JinjaMethods.entries(map) : List.of();
    budget.items(entries.size());
    return new JinjaObject.Generator("generator", entries.iterator());
  }

  String join(Object value, @Nullable Object[] bound) {
    String separator = bound[0] == null ? "" : JinjaPrinter.text(bound[0], budget);
    UnaryOperator<Object> attribute = attribute(bound[1], null, false);
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (Object item : items(value)) {
      String text = JinjaPrinter.text(attribute.apply(item), budget);
      budget.chars((long) separator.length() + text.length());
      if (!first) out.append(separator);
      budget.chars(out.append(text).length());
      first = false;
    }
    return out.toString();
  }

  Object sum(Object value, @Nullable Object[] bound) {
    UnaryOperator<Object> attribute = attribute(bound[0], null, false);
    Object sum = bound[1] == null ? (Object) 0L : bound[1];
    if (sum instanceof String) throw new JinjaFault("sum can't sum strings; use join");
    for (Object item : items(value)) {
      sum = operations.apply(JinjaOperator.ADD, sum, attribute.apply(item));
    }
    return sum;
  }

  /// `min` and `max`: the first of the items that come first or last.
  Object extreme(Object value, @Nullable Object[] bound, boolean largest) {
    UnaryOperator<Object> key = attribute(bound[1], null, !isTrue(bound[0]));
    Object best = null;
    Object bestKey = null;
    for (Object item : items(value)) {
      Object itemKey = key.apply(item);
      int order = bestKey == null ? 0 : operations.order(itemKey, bestKey);
      if (bestKey == null || (largest ? order > 0 : order < 0)) {
        best = item;
        bestKey = itemKey;
      }
    }
    return best == null
        ? new JinjaObject.Undefined("No aggregated item, sequence was empty.")
        : best;
  }

  Object sort(Object value, @Nullable Object[] bound) {
    boolean ignoreCase = !isTrue(bound[1]);
    Object path = bound[2];
    List<UnaryOperator<Object>> keys = new ArrayList<>();
    if (path instanceof String names && names.indexOf(',') >= 0) {
      for (Object name : JinjaSplit.split(names, ",", -1)) {
        keys.add(attribute(name, null, ignoreCase));
      }
    } else {
      keys.add(attribute(path, null, ignoreCase));
    }
    // a list even of one, as in Jinja2: equal items need no order then
    UnaryOperator<Object> key = item -> keys.stream().map(each -> each.apply(item)).toList();
    return sorted(items(value), key, isTrue(bound[0]));
  }

  Object sortedEntries(Object value, @Nullable Object[] bound) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new JinjaFault("dictsort needs a mapping, got " + JinjaTypes.of(value));
    }
    Object by = bound[1] == null ? "key" : bound[1];
    if (!by.equals("key") && !by.equals("value")) {
      throw new JinjaFault("You can only sort by either \"key\" or \"value\"");
    }
    UnaryOperator<Object> key = attribute(by.equals("key") ? 0L : 1L, null, !isTrue(bound[0]));
    return sorted(JinjaMethods.entries(map), key, isTrue(bound[2]));
  }

  private record Keyed(Object key, Object item) {}

  private List<Object> sorted(List<Object> items, UnaryOperator<Object> key, boolean reverse) {
    List<Keyed> keyed = new ArrayList<>(items.size());
    for (Object item : items) keyed.add(new Keyed(key.apply(item), item));
    Comparator<Keyed> order = (a, b) -> operations.order(a.key(), b.key());
    try {
      keyed.sort(reverse ? order.reversed() : order);
    } catch (IllegalArgumentException e) {
      throw new JinjaFault("these items have no order");
    }
    budget.items(items.size());
    List<Object> sorted = new ArrayList<>(items.size());
    for (Keyed each : keyed) sorted.add(each.item());
    return sorted;
  }

  Object unique(Object value, @Nullable Object[] bound) {
    UnaryOperator<Object> key = attribute(bound[1], null, !isTrue(bound[0]));
    Set<Object> seen = new HashSet<>();
    List<Object> unique = new ArrayList<>();
    for (Object item : items(value)) {
      Object itemKey = key.apply(item);
      Object hashed = itemKey instanceof JinjaObject.Undefined ? seen : canonical(itemKey);
      if (seen.add(hashed)) unique.add(item);
    }
    return new JinjaObject.Generator("generator", unique.iterator());
  }

  /// One form for keys that Python takes as equal: `1`, `1.0` and `True`.
  private static Object canonical(Object key) {
    if (key instanceof Boolean bool) return bool ? 1L : 0L;
    if (key instanceof Double number && number == Math.rint(number) && Math.abs(number) < 0x1p63) {
      return (long) (double) number;
    }
    if (key instanceof JinjaObject.Tuple tuple) {
      JinjaValues.requireKey(tuple);
      return tuple.items().stream().map(JinjaSequenceFilters::canonical).toList();
    }
    return JinjaValues.requireKey(key);
  }

  Object groupBy(Object value, @Nullable Object[] bound) {
    boolean ignoreCase = !isTrue(bound[2]);
    UnaryOperator<Object> key = attribute(bound[0], bound[1], ignoreCase);
    UnaryOperator<Object> shown = attribute(bound[0], bound[1], false);
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    Object groupKey = null;
    for (Object item : sorted(items(value), key, false)) {
      Object itemKey = key.apply(item);
      if (groupKey == null || !JinjaValues.equal(groupKey, itemKey, budget)) {
        group = new ArrayList<>();
        groups.add(new JinjaObject.Tuple(List.of(shown.apply(item), group), true));
        groupKey = itemKey;
      }
      group.add(item);
    }
    return groups;
  }

  Object batch(Object value, @Nullable Object[] bound) {
    long size = bound[0] == null ? 1 : JinjaNumbers.requireLong(bound[0], "linecount");
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Object item : items(value)) {
      if (batch.size() == size) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      Object fill = bound[1] == null ? JinjaObject.None.NONE : bound[1];
      boolean fills = fill != JinjaObject.None.NONE && batch.size() < size;
      if (fills) {
        budget.items(size);
        while (batch.size() < size) batch.add(fill);
      }
      batches.add(batch);
    }
    return new JinjaObject.Generator("generator", batches.iterator());
  }

  private static boolean isTrue(@Nullable Object value) {
    return value != null && JinjaValues.isTrue(value);
  }

  /// What looks up the attribute `path` of an item; the item itself where `path` is null.
  UnaryOperator<Object> attribute(
      @Nullable Object path, @Nullable Object otherwise, boolean ignoreCase) {
    Object instead = otherwise == JinjaObject.None.NONE ? null : otherwise;
    return item -> {
      budget.step();
      Object found = path == null ? item : access.path(item, path, instead);
      if (!ignoreCase || !(found instanceof String text)) return found;
      return budget.made(JinjaText.lower(text));
    };
  }
}
