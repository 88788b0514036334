package dev.fathom.text;

import dev.fathom.text.JinjaExpression.Arguments;
import dev.fathom.text.JinjaExpression.Named;
import dev.fathom.text.JinjaExpression.Operand;
import dev.fathom.text.JinjaExpression.Step;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Computes expressions.
final class JinjaEvaluator {
  private final JinjaBudget budget;
  private final JinjaOperations operations;
  private final JinjaAccess access;
  private final JinjaFilters filters;
  private final JinjaJudge judge;
  private final JinjaMethods methods;
  private final JinjaFunctions functions;

  /// The offset of what is being computed, for messages.
  private int at;

  JinjaEvaluator(JinjaBudget budget, Supplier<LocalDateTime> clock) {
    this.budget = budget;
    operations = new JinjaOperations(budget);
    access = new JinjaAccess(budget);
    filters = new JinjaFilters(budget);
    judge = new JinjaJudge(budget);
    methods = new JinjaMethods(budget);
    functions = new JinjaFunctions(budget, clock);
  }

  int at() {
    return at;
  }

  boolean isTrue(JinjaExpression expression, JinjaScope scope) {
    return JinjaValues.isTrue(value(expression, scope));
  }

  Object value(JinjaExpression expression, JinjaScope scope) {
    budget.step();
    if (expression instanceof JinjaExpression.Constant constant) return constant.value();
    if (expression instanceof JinjaExpression.Name name) return variable(name, scope);
    at = expression.at();
    budget.enter();
    Object value =
        switch (expression) {
          case JinjaExpression.Constant constant -> constant.value();
          case JinjaExpression.Name name -> variable(name, scope);
          case JinjaExpression.Chain chain -> chain(chain, scope);
          case JinjaExpression.Arithmetic sum -> arithmetic(sum, scope);
          case JinjaExpression.Comparison comparison -> comparison(comparison, scope);
          case JinjaExpression.And and -> lastUntil(and.operands(), scope, false);
          case JinjaExpression.Or or -> lastUntil(or.operands(), scope, true);
          case JinjaExpression.Not not -> !isTrue(not.operand(), scope);
          case JinjaExpression.Conditional conditional -> conditional(conditional, scope);
          case JinjaExpression.Concat concat -> concat(concat, scope);
          case JinjaExpression.Sign sign -> signed(sign, scope);
          case JinjaExpression.ListOf list -> values(list.items(), scope);
          case JinjaExpression.TupleOf tuple -> new JinjaObject.Tuple(values(tuple.items(), scope));
          case JinjaExpression.DictOf dict -> dict(dict, scope);
        };
    budget.leave();
    return value;
  }

  private Object variable(JinjaExpression.Name name, JinjaScope scope) {
    Object value = scope.find(name.name());
    if (value != null) return value;
    JinjaObject.Function function = JinjaObject.Function.named(name.name());
    if (function != null) return function;
    return new JinjaObject.Undefined("'" + name.name() + "' is undefined");
  }

  private List<Object> values(List<JinjaExpression> expressions, JinjaScope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (JinjaExpression expression : expressions) values.add(value(expression, scope));
    return values;
  }

  private Object dict(JinjaExpression.DictOf dict, JinjaScope scope) {
    Map<Object, Object> map = LinkedHashMap.newLinkedHashMap(dict.keys().size());
    for (int i = 0; i < dict.keys().size(); i++) {
      Object key = value(dict.keys().get(i), scope);
      JinjaValues.put(map, key, value(dict.values().get(i), scope));
    }
    return map;
  }

  private Object arithmetic(JinjaExpression.Arithmetic sum, JinjaScope scope) {
    Object left = value(sum.first(), scope);
    for (Operand operand : sum.rest()) {
      Object right = value(operand.right(), scope);
      at = operand.at();
      left = operations.apply(operand.operator(), left, right);
    }
    return left;
  }

  private Object comparison(JinjaExpression.Comparison comparison, JinjaScope scope) {
    Object left = value(comparison.first(), scope);
    for (Operand operand : comparison.rest()) {
      Object right = value(operand.right(), scope);
      at = operand.at();
      if (!JinjaValues.isTrue(operations.apply(operand.operator(), left, right))) return false;
      left = right;
    }
    return true;
  }

  /// The first operand whose truth is `wanted`, or the last.
  private Object lastUntil(List<JinjaExpression> operands, JinjaScope scope, boolean wanted) {
    Object value = wanted;
    for (JinjaExpression operand : operands) {
      value = value(operand, scope);
      if (JinjaValues.isTrue(value) == wanted) break;
    }
    return value;
  }

  private Object conditional(JinjaExpression.Conditional conditional, JinjaScope scope) {
    if (isTrue(conditional.test(), scope)) return value(conditional.then(), scope);
    if (conditional.otherwise() != null) return value(conditional.otherwise(), scope);
    return new JinjaObject.Undefined(
        "the inline if-expression evaluated to false and no else section was defined");
  }

  private String concat(JinjaExpression.Concat concat, JinjaScope scope) {
    StringBuilder out = new StringBuilder();
    for (JinjaExpression part : concat.parts()) {
      out.append(JinjaPrinter.text(value(part, scope), budget));
      budget.chars(out.length());
    }
    return out.toString();
  }

  private Object signed(JinjaExpression.Sign sign, JinjaScope scope) {
    Object value = value(sign.operand(), scope);
    at = sign.at();
    if (value instanceof JinjaObject.Undefined undefined) throw new JinjaFault(undefined.why());
    if (!JinjaValues.isNumber(value)) {
      throw new JinjaFault("a sign before a value of type " + JinjaTypes.of(value));
    }
    if (sign.minus()) return JinjaNumbers.negated(value);
    return value instanceof Boolean bool ? (bool ? 1L : 0L) : value;
  }

  private Object chain(JinjaExpression.Chain chain, JinjaScope scope) {
    Object value = value(chain.base(), scope);
    return applied(chain.steps(), value, scope);
  }

  /// `value` after all `steps`.
  Object applied(List<Step> steps, Object value, JinjaScope scope) {
    Object result = value;
    for (Step step : steps) {
      budget.step();
      result =
          switch (step) {
            case JinjaExpression.Attribute attribute -> {
              at = attribute.at();
              yield access.attribute(result, attribute.name());
            }
            case JinjaExpression.Item item -> {
              Object key = value(item.key(), scope);
              at = item.at();
              yield access.item(result, key);
            }
            case JinjaExpression.Slice slice -> slice(result, slice, scope);
            case JinjaExpression.Call call ->
                call(result, argumentsAt(call.at(), call.arguments(), scope));
            case JinjaExpression.Filter filter ->
                filters.apply(
                    filter.filter(), result, argumentsAt(filter.at(), filter.arguments(), scope));
            case JinjaExpression.Test test -> holds(test, result, scope);
          };
    }
    return result;
  }

  private boolean holds(JinjaExpression.Test test, Object value, JinjaScope scope) {
    JinjaCall arguments = argumentsAt(test.at(), test.arguments(), scope);
    return judge.holds(test.test(), value, arguments) != test.negated();
  }

  /// The values of `arguments`; what comes then happens at `place`.
  private JinjaCall argumentsAt(int place, Arguments arguments, JinjaScope scope) {
    JinjaCall call = arguments(arguments, scope);
    at = place;
    return call;
  }

  private Object slice(Object value, JinjaExpression.Slice slice, JinjaScope scope) {
    Object start = valueOrNull(slice.start(), scope);
    Object stop = valueOrNull(slice.stop(), scope);
    Object step = valueOrNull(slice.step(), scope);
    at = slice.at();
    return access.slice(value, start, stop, step);
  }

  private @Nullable Object valueOrNull(@Nullable JinjaExpression expression, JinjaScope scope) {
    return expression == null ? null : value(expression, scope);
  }

  JinjaCall arguments(Arguments arguments, JinjaScope scope) {
    if (arguments.isEmpty()) return JinjaCall.NONE;
    List<Object> positional = values(arguments.positional(), scope);
    if (arguments.list() != null) {
      List<Object> more = JinjaValues.items(value(arguments.list(), scope), budget);
      budget.items(more.size());
      positional.addAll(more);
    }
    if (arguments.named().isEmpty() && arguments.map() == null) {
      return new JinjaCall(positional, Map.of());
    }
    Map<String, Object> named = new LinkedHashMap<>();
    for (Named each : arguments.named()) named.put(each.name(), value(each.value(), scope));
    if (arguments.map() != null) addAll(named, value(arguments.map(), scope));
    return new JinjaCall(positional, named);
  }

  private void addAll(Map<String, Object> named, Object more) {
    if (!(more instanceof Map<?, ?> map)) {
      throw new JinjaFault("the argument after ** must be a mapping");
    }
    budget.items(map.size());
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) throw new JinjaFault("keywords must be strings");
          if (named.put(name, value) != null) {
            throw new JinjaFault("argument '" + name + "' is given twice");
          }
        });
  }

  Object call(Object callee, JinjaCall call) {
    return switch (callee) {
      case JinjaObject.Macro macro -> macro.call(call);
      case JinjaObject.Method method -> methods.call(method, call);
      case JinjaObject.Function function -> functions.call(function, call);
      case JinjaObject.Joiner joiner -> joiner.call();
      case JinjaObject.Undefined undefined -> throw new JinjaFault(undefined.why());
      default ->
          throw new JinjaFault("a value of type " + JinjaTypes.of(callee) + " is not callable");
    };
  }
}
