package dev.fathom.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Attributes, items and slices, in the order in which Jinja2's immutable sandbox looks for them.
final class JinjaAccess {
  private final JinjaBudget budget;

  JinjaAccess(JinjaBudget budget) {
    this.budget = budget;
  }

  /// `object.name`: the attribute, else the item.
  Object attribute(Object object, String name) {
    if (object instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    Object attribute = ownAttribute(object, name);
    if (attribute != null) return attribute;
    Object item = object instanceof Map<?, ?> map ? JinjaValues.look(map, name) : null;
    return item != null ? item : missing(object, name);
  }

  /// `object[key]`: the item, else the attribute.
  Object item(Object object, Object key) {
    if (object instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    Object item = ownItem(object, key);
    if (item != null) return item;
    Object attribute = key instanceof String name ? ownAttribute(object, name) : null;
    return attribute != null ? attribute : missing(object, key);
  }

  /// Follows `path`: names and numbers with dots between them, or one number.
  Object path(Object object, Object path, @Nullable Object otherwise) {
    Object found = object;
    if (!(path instanceof String names)) {
      return path == JinjaObject.None.NONE ? object : orElse(item(object, path), otherwise);
    }
    for (Object part : JinjaSplit.split(names, ".", -1)) {
      String name = (String) part;
      Long index = isDigits(name) ? JinjaNumbers.parsedLong(name, 10) : null;
      found = orElse(item(found, index == null ? name : index), otherwise);
    }
    return found;
  }

  private static Object orElse(Object found, @Nullable Object otherwise) {
    return otherwise != null && found instanceof JinjaObject.Undefined ? otherwise : found;
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
    }
    return !text.isEmpty();
  }

  /// The attribute itself, without a look at the items; null where there is none.
  @Nullable Object ownAttribute(Object object, String name) {
    if (name.startsWith("__") && name.endsWith("__")) return unsafe(object, name);
    return switch (object) {
      case JinjaObject.Namespace namespace -> {
        if (name.startsWith("_")) yield unsafe(object, name);
        yield namespace.attributes().get(name);
      }
      case JinjaObject.Loop loop -> loop.attribute(name);
      case JinjaObject.Macro macro -> name.equals("name") ? macro.name() : null;
      case JinjaObject.Cycler cycler when name.equals("current") -> cycler.current();
      case JinjaObject.Tuple tuple when tuple.group() && name.equals("grouper") ->
          tuple.items().getFirst();
      case JinjaObject.Tuple tuple when tuple.group() && name.equals("list") ->
          tuple.items().getLast();
      default -> {
        if (JinjaMethods.changes(object, name)) yield unsafe(object, name);
        yield JinjaMethods.has(object, name) ? new JinjaObject.Method(object, name) : null;
      }
    };
  }

  private static Object unsafe(Object object, String name) {
    String of = "' of '" + JinjaTypes.of(object) + "' object is unsafe";
    return new JinjaObject.Undefined("access to attribute '" + name + of);
  }

  private @Nullable Object ownItem(Object object, Object key) {
    if (object instanceof Map<?, ?> map) {
      boolean hashable =
          key instanceof String || JinjaValues.isNumber(key) || !(key instanceof JinjaObject);
      if (hashable && !(key instanceof List) && !(key instanceof Map)) {
        return JinjaValues.look(map, key);
      }
      boolean special = key instanceof JinjaObject.Tuple || key == JinjaObject.None.NONE;
      return special ? map.get(key) : null;
    }
    Long index = JinjaNumbers.asLong(key);
    if (index == null) return null;
    return switch (object) {
      case String text -> character(text, index);
      case List<?> list -> at(list, index);
      case JinjaObject.Tuple tuple -> at(tuple.items(), index);
      case JinjaObject.Range range -> {
        long place = index < 0 ? index + range.size() : index;
        yield place < 0 || place >= range.size() ? null : (Object) range.item(place);
      }
      default -> null;
    };
  }

  private static @Nullable Object at(List<?> list, long index) {
    long place = index < 0 ? index + list.size() : index;
    return place < 0 || place >= list.size() ? null : list.get((int) place);
  }

  private @Nullable Object character(String text, long index) {
    budget.chars(text.length());
    int length = JinjaText.length(text);
    long place = index < 0 ? index + length : index;
    if (place < 0 || place >= length) return null;
    int start = length == text.length() ? (int) place : JinjaText.offset(text, (int) place);
    return text.substring(start, text.offsetByCodePoints(start, 1));
  }

  private static Object missing(Object object, Object key) {
    String type = object == JinjaObject.None.NONE ? "None" : JinjaTypes.of(object) + " object";
    if (key instanceof String name) {
      return new JinjaObject.Undefined("'" + type + "' has no attribute '" + name + "'");
    }
    boolean plain = JinjaValues.isNumber(key);
    String shown = plain ? key.toString() : "of type " + JinjaTypes.of(key);
    return new JinjaObject.Undefined(type + " has no element " + shown);
  }

  /// `object[start:stop:step]`, null for a bound that is left out.
  Object slice(
      Object object, @Nullable Object start, @Nullable Object stop, @Nullable Object step) {
    if (object instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    long size = Math.max(0, JinjaValues.size(object));
    long by = bound(step, 1);
    if (by == 0) throw new JinjaFault("slice step cannot be zero");
    long from = clamped(bound(start, by > 0 ? 0 : Long.MAX_VALUE), size, by);
    boolean open = stop == null || stop == JinjaObject.None.NONE;
    long to = open ? (by > 0 ? size : -1) : clamped(bound(stop, 0), size, by);
    JinjaObject.Range places = new JinjaObject.Range(from, to, by);
    return switch (object) {
      case String text -> sliced(text, places);
      case List<?> list -> sliced(list, places);
      case JinjaObject.Tuple tuple -> new JinjaObject.Tuple(sliced(tuple.items(), places));
      case JinjaObject.Range range ->
          new JinjaObject.Range(
              range.item(from), range.item(to), Math.multiplyExact(range.step(), by));
      default ->
          throw new JinjaFault("a value of type " + JinjaTypes.of(object) + " has no slices");
    };
  }

  private static long bound(@Nullable Object value, long otherwise) {
    if (value == null || value == JinjaObject.None.NONE) return otherwise;
    return JinjaNumbers.requireLong(value, "a slice's bound");
  }

  /// Python's `slice.indices` for one bound.
  private static long clamped(long bound, long size, long step) {
    long place = bound < 0 ? bound + size : bound;
    if (step > 0) return Math.clamp(place, 0, size);
    return Math.clamp(place, -1, size - 1);
  }

  private List<Object> sliced(List<?> list, JinjaObject.Range places) {
    budget.items(places.size());
    int size = (int) places.size();
    List<Object> part = new ArrayList<>(size);
    for (int i = 0; i < size; i++) part.add(list.get((int) places.item(i)));
    return part;
  }

  private String sliced(String text, JinjaObject.Range places) {
    budget.chars(text.length());
    boolean narrow = JinjaText.length(text) == text.length();
    if (places.size() == 0) return "";
    if (places.step() == 1) {
      int start = (int) places.start();
      int stop = (int) places.stop();
      return narrow
          ? text.substring(start, stop)
          : text.substring(JinjaText.offset(text, start), JinjaText.offset(text, stop));
    }
    int[] characters = text.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (long i = 0; i < places.size(); i++) out.appendCodePoint(characters[(int) places.item(i)]);
    return out.toString();
  }
}
