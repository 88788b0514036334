package dev.fathom.text;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a template can hold beside `String`, `Long`, `BigInteger`, `Double`, `Boolean`, `List`
/// (Python's list) and `Map` (its dict). Nothing here reaches beyond the template.
sealed interface JinjaObject {
  /// Python's `None`.
  enum None implements JinjaObject {
    NONE
  }

  /// What a missing name or attribute yields: prints as nothing, fails at most other uses.
  record Undefined(String why) implements JinjaObject {}

  /// A tuple; a `group` is what `groupby` makes, whose two items have names.
  record Tuple(List<Object> items, boolean group) implements JinjaObject {
    Tuple(List<Object> items) {
      this(items, false);
    }
  }

  /// A range, whose items are made when asked for.
  record Range(long start, long stop, long step) implements JinjaObject {
    /// As in Jinja2's sandbox.
    static final int MAX_SIZE = 100_000;

    long size() {
      if (step > 0 ? start >= stop : start <= stop) return 0;
      // differences as unsigned numbers: they may not fit a signed one
      long span = (step > 0 ? stop - start : start - stop) - 1;
      return Long.divideUnsigned(span, Math.abs(step)) + 1;
    }

    long item(long index) {
      return start + index * step;
    }
  }

  /// A sequence that can be walked once, as filters like `map` yield.
  record Generator(String type, Iterator<Object> items) implements JinjaObject {}

  /// What `keys`, `values` and `items` of a dict yield.
  record View(String type, List<Object> items) implements JinjaObject {}

  /// The only object that a template can change.
  record Namespace(Map<Object, Object> attributes) implements JinjaObject {}

  /// A method not yet called.
  record Method(Object receiver, String name) implements JinjaObject {}

  /// A global function.
  enum Function implements JinjaObject {
    CYCLER,
    DICT,
    JOINER,
    NAMESPACE,
    RAISE_EXCEPTION,
    RANGE,
    STRFTIME_NOW;

    /// The function that templates call `name`, or null.
    static @Nullable Function named(String name) {
      return switch (name) {
        case "cycler" -> CYCLER;
        case "dict" -> DICT;
        case "joiner" -> JOINER;
        case "namespace" -> NAMESPACE;
        case "raise_exception" -> RAISE_EXCEPTION;
        case "range" -> RANGE;
        case "strftime_now" -> STRFTIME_NOW;
        default -> null;
      };
    }
  }

  /// A macro, or the body of a call block.
  non-sealed interface Macro extends JinjaObject {
    String name();

    String call(JinjaCall call);
  }

  /// Nothing the first time it is called, then a separator.
  final class Joiner implements JinjaObject {
    private final Object separator;
    private boolean used;

    Joiner(Object separator) {
      this.separator = separator;
    }

    Object call() {
      Object result = used ? separator : "";
      used = true;
      return result;
    }
  }

  /// Its items in turn.
  final class Cycler implements JinjaObject {
    private final List<Object> items;
    private int at;

    Cycler(List<Object> items) {
      this.items = items;
    }

    Object current() {
      return items.get(at);
    }

    Object next() {
      Object item = items.get(at);
      at = (at + 1) % items.size();
      return item;
    }

    void reset() {
      at = 0;
    }
  }

  /// The variable `loop`, and the walk over the items: one item is looked at ahead only when the
  /// template asks for it, as in Jinja2.
  final class Loop implements JinjaObject {
    private Iterator<Object> items;
    private long size;
    private long index = -1;
    private @Nullable Object before;
    private @Nullable Object current;
    private @Nullable Object after;
    private @Nullable List<Object> lastChanged;

    /// @param size the number of items, or -1 where only the walk will tell
    Loop(Iterator<Object> items, long size) {
      this.items = items;
      this.size = size;
    }

    /// The next item, or null behind the last.
    @Nullable Object advance() {
      Object item = after != null ? after : items.hasNext() ? items.next() : null;
      after = null;
      if (item == null) return null;
      index++;
      before = current;
      current = item;
      return item;
    }

    private @Nullable Object peek() {
      if (after == null && items.hasNext()) after = items.next();
      return after;
    }

    private long length() {
      if (size < 0) {
        List<Object> rest = new java.util.ArrayList<>();
        items.forEachRemaining(rest::add);
        items = rest.iterator();
        size = rest.size() + index + 1 + (after == null ? 0 : 1);
      }
      return size;
    }

    /// Whether `values` differ from those of the last call; keeps them for the next.
    @Nullable List<Object> swapChanged(List<Object> values) {
      List<Object> last = lastChanged;
      lastChanged = values;
      return last;
    }

    /// The item of this turn from `values`.
    Object cycle(List<Object> values) {
      if (values.isEmpty()) throw new JinjaFault("loop.cycle() needs at least one item");
      return values.get((int) (index % values.size()));
    }

    /// The attribute `name`, or null.
    @Nullable Object attribute(String name) {
      return switch (name) {
        case "index" -> index + 1;
        case "index0" -> index;
        case "first" -> index == 0;
        case "last" -> peek() == null;
        case "length" -> length();
        case "revindex" -> length() - index;
        case "revindex0" -> length() - index - 1;
        case "depth" -> 1L; // only recursive loops, which are not supported, go deeper
        case "depth0" -> 0L;
        case "previtem" ->
            before == null || index == 0 ? new Undefined("there is no previous item") : before;
        case "nextitem" -> {
          Object next = peek();
          yield next == null ? new Undefined("there is no next item") : next;
        }
        case "cycle", "changed" -> new Method(this, name);
        default -> null;
      };
    }
  }
}
