package dev.fathom.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Python says of values: their type, truth, items, equality and keys.
final class JinjaValues {
  private JinjaValues() {}

  /// A value from outside as a value for templates: a copy, so nothing the caller does later is
  /// seen, and nothing the template does reaches the caller.
  static Object imported(@Nullable Object value, int depth) {
    JinjaBudget.valueDepth(depth);
    return switch (value) {
      case null -> JinjaObject.None.NONE;
      case String text -> text;
      case Boolean bool -> bool;
      case Number number -> importedNumber(number);
      case Map<?, ?> map -> {
        Map<Object, Object> copy = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((key, each) -> copy.put(importedKey(key), imported(each, depth + 1)));
        yield copy;
      }
      case Iterable<?> items -> {
        List<Object> copy = new ArrayList<>();
        for (Object each : items) copy.add(imported(each, depth + 1));
        yield copy;
      }
      default -> throw new JinjaFault("a value of type " + value.getClass().getName());
    };
  }

  private static Object importedKey(@Nullable Object key) {
    if (key instanceof String || key instanceof Boolean) return key;
    if (key instanceof Number number) return importedNumber(number);
    throw new JinjaFault("a map's key must be a string, a number or a boolean, got " + key);
  }

  private static Object importedNumber(Number number) {
    return switch (number) {
      case Long whole -> whole;
      case Integer whole -> (long) whole;
      case Short whole -> (long) whole;
      case Byte whole -> (long) whole;
      case BigInteger whole -> whole.bitLength() < 64 ? (Object) whole.longValue() : whole;
      case Double fraction -> fraction;
      case Float fraction -> (double) fraction;
      case BigDecimal fraction -> fraction.doubleValue();
      default -> throw new JinjaFault("a number of type " + number.getClass().getName());
    };
  }

  static boolean isTrue(Object value) {
    return switch (value) {
      case Boolean bool -> bool;
      case String text -> !text.isEmpty();
      case Long number -> number != 0;
      case Double number -> number != 0;
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case JinjaObject.None ignored -> false;
      case JinjaObject.Undefined ignored -> false;
      case JinjaObject.Tuple tuple -> !tuple.items().isEmpty();
      case JinjaObject.Range range -> range.size() > 0;
      case JinjaObject.View view -> !view.items().isEmpty();
      default -> true;
    };
  }

  /// The number of items, or -1 for what has no length.
  static long size(Object value) {
    return switch (value) {
      case String text -> JinjaText.length(text);
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case JinjaObject.Undefined ignored -> 0;
      case JinjaObject.Tuple tuple -> tuple.items().size();
      case JinjaObject.Range range -> range.size();
      case JinjaObject.View view -> view.items().size();
      case JinjaObject.Loop loop when loop.attribute("length") instanceof Long length -> length;
      default -> -1;
    };
  }

  static boolean isIterable(Object value) {
    return value instanceof JinjaObject.Generator || size(value) >= 0;
  }

  /// A walk over the items, as `for` and most filters take it.
  static Iterator<Object> walk(Object value, JinjaBudget budget) {
    if (value instanceof JinjaObject.Generator generator) return generator.items();
    return items(value, budget).iterator();
  }

  /// All items; a generator is used up.
  @SuppressWarnings("unchecked") // every list and map in a template holds template values
  static List<Object> items(Object value, JinjaBudget budget) {
    return switch (value) {
      case List<?> list -> (List<Object>) list;
      case Map<?, ?> map -> new ArrayList<>(map.keySet());
      case String text -> {
        budget.items(text.length());
        yield JinjaText.characters(text);
      }
      case JinjaObject.Undefined ignored -> List.of();
      case JinjaObject.Tuple tuple -> tuple.items();
      case JinjaObject.View view -> view.items();
      case JinjaObject.Range range -> {
        budget.items(range.size());
        List<Object> numbers = new ArrayList<>((int) range.size());
        for (long i = 0; i < range.size(); i++) numbers.add(range.item(i));
        yield numbers;
      }
      case JinjaObject.Generator generator -> {
        List<Object> rest = new ArrayList<>();
        generator.items().forEachRemaining(rest::add);
        yield rest;
      }
      default ->
          throw new JinjaFault("a value of type " + JinjaTypes.of(value) + " is not iterable");
    };
  }

  /// Python's `a == b`.
  static boolean equal(Object a, Object b, JinjaBudget budget) {
    return equal(a, b, budget, 0);
  }

  /// As Python compares items: a NaN is equal to itself here.
  static boolean sameOrEqual(Object a, Object b, JinjaBudget budget) {
    return isSame(a, b) || equal(a, b, budget, 0);
  }

  /// Python's `is`, as far as a template can rely on it.
  @SuppressWarnings("ReferenceEquality") // it is what is asked for
  static boolean isSame(Object a, Object b) {
    return a == b || (a instanceof Boolean && a.equals(b));
  }

  private static boolean equal(Object a, Object b, JinjaBudget budget, int depth) {
    if (isSame(a, b)) return !(a instanceof Double number && number.isNaN());
    budget.step();
    JinjaBudget.valueDepth(depth);
    if (a instanceof String x) return b instanceof String y && equalTexts(x, y, budget);
    if (isNumber(a) && isNumber(b)) return JinjaNumbers.equal(a, b);
    if (a instanceof List<?> x) return b instanceof List<?> y && equalItems(x, y, budget, depth);
    if (a instanceof Map<?, ?> x) return b instanceof Map<?, ?> y && equalMaps(x, y, budget, depth);
    if (a instanceof JinjaObject.Tuple x) {
      return b instanceof JinjaObject.Tuple y && equalItems(x.items(), y.items(), budget, depth);
    }
    if (a instanceof JinjaObject.Range x && b instanceof JinjaObject.Range y) {
      return equalItems(items(x, budget), items(y, budget), budget, depth);
    }
    return a instanceof JinjaObject.Undefined && b instanceof JinjaObject.Undefined;
  }

  private static boolean equalTexts(String a, String b, JinjaBudget budget) {
    if (a.length() != b.length()) return false;
    budget.chars(a.length());
    return a.equals(b);
  }

  private static boolean equalItems(List<?> a, List<?> b, JinjaBudget budget, int depth) {
    if (a.size() != b.size()) return false;
    for (int i = 0; i < a.size(); i++) {
      Object x = a.get(i);
      Object y = b.get(i);
      if (!isSame(x, y) && !equal(x, y, budget, depth + 1)) return false;
    }
    return true;
  }

  private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b, JinjaBudget budget, int depth) {
    if (a.size() != b.size()) return false;
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = look(b, entry.getKey());
      if (other == null || !equal(entry.getValue(), other, budget, depth + 1)) return false;
    }
    return true;
  }

  /// Whether Python's arithmetic takes it: integers, floats and booleans.
  static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  /// The value under `key`, or null; `1`, `1.0` and `True` are the same key.
  static @Nullable Object look(Map<?, ?> map, Object key) {
    Object value = map.get(key);
    if (value != null || key instanceof String) return value;
    Object twin = sameKey(map, key);
    return twin == null ? null : map.get(twin);
  }

  /// Sets `key`, or the key that equals it, as Python's dict does.
  static void put(Map<Object, Object> map, Object key, Object value) {
    Object twin = key instanceof String ? null : sameKey(map, requireKey(key));
    map.put(twin == null ? key : twin, value);
  }

  private static @Nullable Object sameKey(Map<?, ?> map, Object key) {
    if (map.containsKey(key)) return key;
    if (!isNumber(key) || key instanceof BigInteger) return null;
    double number = JinjaNumbers.asDouble(key);
    Long whole = key instanceof Long same ? same : (Long) (long) number;
    if (!JinjaNumbers.equal(whole, key)) return null;
    if (map.containsKey(whole)) return whole;
    if (map.containsKey(number)) return number;
    if (whole != 0 && whole != 1) return null;
    return map.containsKey(whole == 1) ? (Object) (whole == 1) : null;
  }

  /// `key`, or an error where it cannot be a dict's key.
  static Object requireKey(Object key) {
    if (key instanceof String || isNumber(key) || key == JinjaObject.None.NONE) return key;
    if (key instanceof JinjaObject.Tuple tuple) {
      for (Object item : tuple.items()) {
        if (item instanceof JinjaObject.Tuple) throw new JinjaFault("nested tuples as a key");
        requireKey(item);
      }
      return key;
    }
    throw new JinjaFault("unhashable type: '" + JinjaTypes.of(key) + "'");
  }
}
