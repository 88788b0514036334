package dev.fathom.text;

import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The global functions.
final class JinjaFunctions {
  private final JinjaBudget budget;
  private final Supplier<LocalDateTime> clock;

  JinjaFunctions(JinjaBudget budget, Supplier<LocalDateTime> clock) {
    this.budget = budget;
    this.clock = clock;
  }

  Object call(JinjaObject.Function function, JinjaCall call) {
    return switch (function) {
      case RANGE -> range(call);
      case NAMESPACE -> new JinjaObject.Namespace(dict("namespace", call));
      case DICT -> dict("dict", call);
      case RAISE_EXCEPTION -> {
        Object message = call.bind("raise_exception", "message")[0];
        throw new JinjaFault(message == null ? "" : JinjaPrinter.text(message, budget));
      }
      case STRFTIME_NOW -> {
        Object format = call.bind("strftime_now", "format")[0];
        if (!(format instanceof String text)) throw new JinjaFault("strftime_now needs a string");
        yield budget.made(JinjaDates.format(clock.get(), text));
      }
      case JOINER -> {
        Object separator = call.bind("joiner", "sep?")[0];
        yield new JinjaObject.Joiner(separator == null ? ", " : separator);
      }
      case CYCLER -> {
        if (call.arguments().isEmpty()) throw new JinjaFault("cycler needs at least one item");
        if (!call.named().isEmpty()) throw new JinjaFault("cycler takes no names");
        yield new JinjaObject.Cycler(call.arguments());
      }
    };
  }

  private static Object range(JinjaCall call) {
    if (call.arguments().isEmpty()) throw new JinjaFault("range needs at least one argument");
    @Nullable Object[] bound = call.bind("range", "start", "stop?", "step?");
    long first = number(bound[0], 0);
    boolean one = bound[1] == null;
    long step = number(bound[2], 1);
    if (step == 0) throw new JinjaFault("range() arg 3 must not be zero");
    JinjaObject.Range range =
        new JinjaObject.Range(one ? 0 : first, one ? first : number(bound[1], 0), step);
    if (Long.compareUnsigned(range.size(), JinjaObject.Range.MAX_SIZE) > 0) {
      String most = "of more than " + JinjaObject.Range.MAX_SIZE + " items";
      throw new JinjaFault("step budget exceeded: a range " + most);
    }
    return range;
  }

  private static long number(@Nullable Object value, long otherwise) {
    return value == null ? otherwise : JinjaNumbers.requireLong(value, "an argument of range");
  }

  private Map<Object, Object> dict(String name, JinjaCall call) {
    if (call.arguments().size() > 1) throw new JinjaFault(name + " takes at most one argument");
    Map<Object, Object> result = new LinkedHashMap<>();
    if (!call.arguments().isEmpty()) {
      Object from = call.arguments().getFirst();
      List<Object> entries =
          from instanceof Map<?, ?> map
              ? JinjaMethods.entries(map)
              : JinjaValues.items(from, budget);
      budget.items(entries.size());
      for (Object entry : entries) putPair(result, entry);
    }
    result.putAll(call.named());
    return result;
  }

  private void putPair(Map<Object, Object> map, Object entry) {
    List<Object> pair = JinjaValues.items(entry, budget);
    if (pair.size() != 2) throw new JinjaFault("a dict is made of pairs, got " + pair.size());
    JinjaValues.put(map, pair.getFirst(), pair.getLast());
  }
}
