package dev.fathom.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of dicts, lists, tuples, loops and cyclers; those of strings are in {@link
/// JinjaTextMethods}.
final class JinjaMethods {
  private final JinjaBudget budget;

  JinjaMethods(JinjaBudget budget) {
    this.budget = budget;
  }

  /// Whether `object` has the method `name`.
  static boolean has(Object object, String name) {
    return switch (object) {
      case String ignored -> JinjaTextMethods.has(name);
      case Map<?, ?> ignored ->
          switch (name) {
            case "items", "keys", "values", "get", "copy" -> true;
            default -> false;
          };
      case List<?> ignored -> isSequenceMethod(name) || name.equals("copy");
      case JinjaObject.Tuple ignored -> isSequenceMethod(name);
      case JinjaObject.Range ignored -> isSequenceMethod(name);
      case JinjaObject.Cycler ignored -> name.equals("next") || name.equals("reset");
      default -> false;
    };
  }

  private static boolean isSequenceMethod(String name) {
    return name.equals("index") || name.equals("count");
  }

  /// Whether `name` is a method that would change `object`, which Jinja2's sandbox forbids.
  static boolean changes(Object object, String name) {
    if (object instanceof Map) {
      return switch (name) {
        case "clear", "pop", "popitem", "setdefault", "update" -> true;
        default -> false;
      };
    }
    if (!(object instanceof List)) return false;
    return switch (name) {
      case "append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove" -> true;
      default -> false;
    };
  }

  Object call(JinjaObject.Method method, JinjaCall call) {
    String name = method.name();
    return switch (method.receiver()) {
      case String text -> new JinjaTextMethods(text, budget).call(name, call);
      case Map<?, ?> map -> onDict(map, name, call);
      case List<?> list -> onSequence(list, name, call);
      case JinjaObject.Tuple tuple -> onSequence(tuple.items(), name, call);
      case JinjaObject.Range range -> onSequence(JinjaValues.items(range, budget), name, call);
      case JinjaObject.Loop loop -> onLoop(loop, name, call);
      case JinjaObject.Cycler cycler -> onCycler(cycler, name, call);
      default -> throw new IllegalStateException("no methods on " + method);
    };
  }

  private Object onDict(Map<?, ?> map, String name, JinjaCall call) {
    if (name.equals("get")) {
      @Nullable Object[] bound = call.bind("get", "key", "default?");
      Object key = bound[0] == null ? "" : JinjaValues.requireKey(bound[0]);
      Object value = JinjaValues.look(map, key);
      if (value != null) return value;
      return bound[1] == null ? JinjaObject.None.NONE : bound[1];
    }
    call.bind(name);
    budget.items(map.size());
    return switch (name) {
      case "keys" -> new JinjaObject.View("dict_keys", List.copyOf(map.keySet()));
      case "values" -> new JinjaObject.View("dict_values", List.copyOf(map.values()));
      case "items" -> new JinjaObject.View("dict_items", entries(map));
      default -> new LinkedHashMap<>(map);
    };
  }

  /// The entries of `map` as tuples.
  static List<Object> entries(Map<?, ?> map) {
    List<Object> entries = new java.util.ArrayList<>(map.size());
    map.forEach((key, value) -> entries.add(new JinjaObject.Tuple(List.of(key, value))));
    return entries;
  }

  private Object onSequence(List<?> list, String name, JinjaCall call) {
    if (name.equals("copy")) {
      call.bind(name);
      return list;
    }
    Object wanted = call.bind(name, "value")[0];
    long count = 0;
    for (int i = 0; i < list.size() && wanted != null; i++) {
      if (!JinjaValues.equal(list.get(i), wanted, budget)) continue;
      if (name.equals("index")) return (long) i;
      count++;
    }
    if (name.equals("index")) throw new JinjaFault("the value is not in the list");
    return count;
  }

  private Object onLoop(JinjaObject.Loop loop, String name, JinjaCall call) {
    if (!call.named().isEmpty()) throw new JinjaFault("loop." + name + " takes no names");
    if (name.equals("cycle")) return loop.cycle(call.arguments());
    List<Object> last = loop.swapChanged(call.arguments());
    return last == null || !JinjaValues.equal(last, call.arguments(), budget);
  }

  private static Object onCycler(JinjaObject.Cycler cycler, String name, JinjaCall call) {
    call.bind(name);
    if (name.equals("next")) return cycler.next();
    cycler.reset();
    return JinjaObject.None.NONE;
  }
}
