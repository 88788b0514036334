package dev.fathom.text;

import java.util.List;
import java.util.Map;

/// Decides the tests behind `is`.
final class JinjaJudge {
  private final JinjaBudget budget;
  private final JinjaOperations operations;

  JinjaJudge(JinjaBudget budget) {
    this.budget = budget;
    operations = new JinjaOperations(budget);
  }

  boolean holds(JinjaTest test, Object value, JinjaCall call) {
    if (call.bind("the test", test.parameters()).length > 0) {
      return holdsBetween(test, value, argument(call));
    }
    return switch (test) {
      case DEFINED -> !(value instanceof JinjaObject.Undefined);
      case UNDEFINED -> value instanceof JinjaObject.Undefined;
      case NONE -> value == JinjaObject.None.NONE;
      case STRING -> value instanceof String;
      case BOOLEAN -> value instanceof Boolean;
      case TRUE -> value.equals(true);
      case FALSE -> value.equals(false);
      case NUMBER -> JinjaValues.isNumber(value);
      case INTEGER -> value instanceof Number && !(value instanceof Double);
      case FLOAT -> value instanceof Double;
      case MAPPING -> value instanceof Map;
      case SEQUENCE -> isSequence(value);
      case ITERABLE -> JinjaValues.isIterable(value);
      case CALLABLE -> isCallable(value);
      case ESCAPED -> false;
      case ODD -> rest(value, 2L).equals(1L) || rest(value, 2L).equals(1.0);
      case EVEN -> !JinjaValues.isTrue(rest(value, 2L));
      case LOWER -> JinjaText.isCased(JinjaPrinter.text(value, budget), false);
      case UPPER -> JinjaText.isCased(JinjaPrinter.text(value, budget), true);
      case FILTER -> value instanceof String name && JinjaFilter.named(name) != null;
      case TEST -> value instanceof String name && JinjaTest.named(name) != null;
      default -> throw new IllegalStateException("no test " + test);
    };
  }

  private boolean holdsBetween(JinjaTest test, Object value, Object other) {
    return switch (test) {
      case DIVISIBLEBY -> !JinjaValues.isTrue(rest(value, other));
      case EQUAL -> compare(JinjaOperator.EQUAL, value, other);
      case NOT_EQUAL -> compare(JinjaOperator.NOT_EQUAL, value, other);
      case LESS -> compare(JinjaOperator.LESS, value, other);
      case LESS_OR_EQUAL -> compare(JinjaOperator.LESS_OR_EQUAL, value, other);
      case GREATER -> compare(JinjaOperator.GREATER, value, other);
      case GREATER_OR_EQUAL -> compare(JinjaOperator.GREATER_OR_EQUAL, value, other);
      case IN -> operations.contains(other, value);
      case SAMEAS -> JinjaValues.isSame(value, other);
      default -> throw new IllegalStateException("no test " + test);
    };
  }

  private static Object argument(JinjaCall call) {
    return call.arguments().isEmpty()
        ? call.named().values().iterator().next()
        : call.arguments().getFirst();
  }

  private boolean compare(JinjaOperator operator, Object value, Object other) {
    return JinjaValues.isTrue(operations.apply(operator, value, other));
  }

  private Object rest(Object value, Object divisor) {
    return operations.apply(JinjaOperator.MODULO, value, divisor);
  }

  private static boolean isSequence(Object value) {
    return value instanceof String
        || value instanceof List
        || value instanceof Map
        || value instanceof JinjaObject.Tuple
        || value instanceof JinjaObject.Range
        || value instanceof JinjaObject.Undefined;
  }

  private static boolean isCallable(Object value) {
    return value instanceof JinjaObject.Macro
        || value instanceof JinjaObject.Method
        || value instanceof JinjaObject.Function
        || value instanceof JinjaObject.Joiner
        || value instanceof JinjaObject.Undefined;
  }
}
