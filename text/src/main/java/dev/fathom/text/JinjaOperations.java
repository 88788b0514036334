package dev.fathom.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// The operators of templates on any two values.
final class JinjaOperations {
  private final JinjaBudget budget;

  JinjaOperations(JinjaBudget budget) {
    this.budget = budget;
  }

  /// `a operator b`.
  Object apply(JinjaOperator operator, Object a, Object b) {
    return switch (operator) {
      case EQUAL -> JinjaValues.equal(a, b, budget);
      case NOT_EQUAL -> !JinjaValues.equal(a, b, budget);
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> ordered(operator, a, b);
      case IN -> contains(b, a);
      case NOT_IN -> !contains(b, a);
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, MODULO, POWER ->
          arithmetic(operator, a, b);
    };
  }

  private Object arithmetic(JinjaOperator operator, Object a, Object b) {
    if (a instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    if (operator == JinjaOperator.MODULO && a instanceof String text) {
      return new JinjaFormat(budget).percent(text, b);
    }
    if (b instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    if (JinjaValues.isNumber(a) && JinjaValues.isNumber(b)) {
      return JinjaNumbers.apply(operator, a, b);
    }
    if (operator == JinjaOperator.ADD) return joined(a, b);
    if (operator == JinjaOperator.MULTIPLY) {
      Long right = JinjaNumbers.asLong(b);
      if (right != null) return repeated(a, right, operator, b);
      Long left = JinjaNumbers.asLong(a);
      if (left != null) return repeated(b, left, operator, a);
    }
    throw unsupported(operator, a, b);
  }

  private Object joined(Object a, Object b) {
    if (a instanceof String x && b instanceof String y) {
      budget.chars((long) x.length() + y.length());
      return x.concat(y);
    }
    if (a instanceof List<?> x && b instanceof List<?> y) return joinedLists(x, y);
    if (a instanceof JinjaObject.Tuple x && b instanceof JinjaObject.Tuple y) {
      return new JinjaObject.Tuple(joinedLists(x.items(), y.items()));
    }
    throw unsupported(JinjaOperator.ADD, a, b);
  }

  private List<Object> joinedLists(List<?> a, List<?> b) {
    budget.items((long) a.size() + b.size());
    List<Object> both = new ArrayList<>(a.size() + b.size());
    both.addAll(a);
    both.addAll(b);
    return both;
  }

  private Object repeated(Object value, long times, JinjaOperator operator, Object count) {
    long copies = Math.max(0, times);
    if (value instanceof String text) {
      budget.chars(product(copies, text.length()));
      return text.repeat(text.isEmpty() ? 0 : (int) copies);
    }
    if (value instanceof List<?> list) return repeatedList(list, copies);
    if (value instanceof JinjaObject.Tuple tuple) {
      return new JinjaObject.Tuple(repeatedList(tuple.items(), copies));
    }
    throw unsupported(operator, value, count);
  }

  private List<Object> repeatedList(List<?> list, long copies) {
    budget.items(product(copies, list.size()));
    return list.isEmpty()
        ? List.of()
        : new ArrayList<>(
            Collections.nCopies((int) copies, list).stream()
                .<Object>flatMap(List::stream)
                .toList());
  }

  private static long product(long a, long b) {
    return a > Long.MAX_VALUE / Math.max(b, 1) ? Long.MAX_VALUE : a * b;
  }

  private static JinjaFault unsupported(JinjaOperator operator, Object a, Object b) {
    String types = JinjaTypes.of(a) + " and " + JinjaTypes.of(b);
    return new JinjaFault("'" + operator.sign() + "' does not take " + types);
  }

  private boolean ordered(JinjaOperator operator, Object a, Object b) {
    int order = order(operator, a, b, 0);
    if (order == 2) return false;
    return switch (operator) {
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      default -> order >= 0;
    };
  }

  /// -1, 0 or 1 as `a` comes before, with or behind `b`.
  int order(Object a, Object b) {
    int order = order(JinjaOperator.LESS, a, b, 0);
    return order == 2 ? 0 : order;
  }

  private int order(JinjaOperator operator, Object a, Object b, int depth) {
    budget.step();
    JinjaBudget.valueDepth(depth);
    if (JinjaValues.isNumber(a) && JinjaValues.isNumber(b)) return JinjaNumbers.compare(a, b);
    if (a instanceof String x && b instanceof String y) {
      budget.chars(Math.min(x.length(), y.length()));
      return Integer.signum(JinjaText.compare(x, y));
    }
    if (a instanceof List<?> x && b instanceof List<?> y) return orderItems(operator, x, y, depth);
    if (a instanceof JinjaObject.Tuple x && b instanceof JinjaObject.Tuple y) {
      return orderItems(operator, x.items(), y.items(), depth);
    }
    if (a instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    if (b instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    throw unsupported(operator, a, b);
  }

  private int orderItems(JinjaOperator operator, List<?> a, List<?> b, int depth) {
    int length = Math.min(a.size(), b.size());
    for (int i = 0; i < length; i++) {
      boolean same = JinjaValues.sameOrEqual(a.get(i), b.get(i), budget);
      if (!same) return order(operator, a.get(i), b.get(i), depth + 1);
    }
    return Integer.compare(a.size(), b.size());
  }

  /// `item in container`.
  boolean contains(Object container, Object item) {
    if (container instanceof String text) {
      if (item instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
      if (!(item instanceof String part)) {
        throw new JinjaFault("'in' a string takes a string, got " + JinjaTypes.of(item));
      }
      budget.chars(text.length());
      budget.search(part);
      return JinjaText.find(text, part, 0) >= 0;
    }
    if (container instanceof Map<?, ?> map) {
      if (item instanceof JinjaObject.Undefined) return false;
      return JinjaValues.look(map, JinjaValues.requireKey(item)) != null;
    }
    if (container instanceof JinjaObject.View view && view.type().equals("dict_keys")) {
      if (!(item instanceof JinjaObject.Undefined)) JinjaValues.requireKey(item);
    }
    for (Object each : JinjaValues.items(container, budget)) {
      if (JinjaValues.sameOrEqual(each, item, budget)) return true;
    }
    return false;
  }
}
