package dev.fathom.text;

import dev.fathom.text.JinjaStatement.Parameter;
import dev.fathom.text.JinjaStatement.Routine;
import dev.fathom.text.JinjaStatement.Target;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Renders one template once. Not for two threads at the same time.
final class JinjaInterpreter {
  /// How a body ended.
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final JinjaBudget budget = new JinjaBudget();
  private final JinjaEvaluator evaluator;
  private StringBuilder out = new StringBuilder();

  JinjaInterpreter(Supplier<LocalDateTime> clock) {
    evaluator = new JinjaEvaluator(budget, clock);
  }

  /// The offset of what was being computed last, for messages.
  int at() {
    return evaluator.at();
  }

  String render(List<JinjaStatement> body, Map<String, ?> variables) {
    JinjaScope globals = new JinjaScope(null);
    variables.forEach((name, value) -> globals.set(name, JinjaValues.imported(value, 0)));
    run(body, new JinjaScope(globals));
    return out.toString();
  }

  private Flow run(List<JinjaStatement> body, JinjaScope scope) {
    for (JinjaStatement statement : body) {
      Flow flow = run(statement, scope);
      if (flow != Flow.NEXT) return flow;
    }
    return Flow.NEXT;
  }

  private Flow run(JinjaStatement statement, JinjaScope scope) {
    budget.step();
    return switch (statement) {
      case JinjaStatement.Text text -> emit(text.text());
      case JinjaStatement.Print print -> print(evaluator.value(print.value(), scope));
      case JinjaStatement.If choice -> choose(choice, scope);
      case JinjaStatement.For loop -> loop(loop, scope);
      case JinjaStatement.Set set ->
          assign(set.target(), evaluator.value(set.value(), scope), scope);
      case JinjaStatement.SetBlock set -> {
        String text = captured(set.body(), new JinjaScope(scope));
        yield assign(set.target(), evaluator.applied(set.filters(), text, scope), scope);
      }
      case JinjaStatement.With with -> with(with, scope);
      case JinjaStatement.Macro macro -> {
        scope.set(macro.name(), new Macro(macro.name(), macro.routine(), scope));
        yield Flow.NEXT;
      }
      case JinjaStatement.CallBlock block -> callBlock(block, scope);
      case JinjaStatement.FilterBlock block -> {
        JinjaScope inner = new JinjaScope(scope);
        String text = captured(block.body(), inner);
        yield print(evaluator.applied(block.filters(), text, inner));
      }
      case JinjaStatement.Scoped scoped -> emit(captured(scoped.body(), new JinjaScope(scope)));
      case JinjaStatement.Break ignored -> Flow.BREAK;
      case JinjaStatement.Continue ignored -> Flow.CONTINUE;
    };
  }

  private Flow print(Object value) {
    return emit(JinjaPrinter.text(value, budget));
  }

  private Flow emit(String text) {
    budget.chars(
        (long) out.length() + text.length() > JinjaBudget.CHARS ? Long.MAX_VALUE : text.length());
    out.append(text);
    return Flow.NEXT;
  }

  /// What `body` prints.
  private String captured(List<JinjaStatement> body, JinjaScope scope) {
    StringBuilder outer = out;
    out = new StringBuilder();
    budget.enter();
    run(body, scope);
    budget.leave();
    String text = out.toString();
    out = outer;
    return text;
  }

  private Flow choose(JinjaStatement.If choice, JinjaScope scope) {
    budget.enter();
    List<JinjaStatement> body = choice.otherwise();
    for (JinjaStatement.Branch branch : choice.branches()) {
      if (evaluator.isTrue(branch.test(), scope)) {
        body = branch.body();
        break;
      }
    }
    Flow flow = run(body, scope);
    budget.leave();
    return flow;
  }

  private Flow with(JinjaStatement.With with, JinjaScope scope) {
    budget.enter();
    JinjaScope inner = new JinjaScope(scope);
    for (int i = 0; i < with.targets().size(); i++) {
      assign(with.targets().get(i), evaluator.value(with.values().get(i), scope), inner);
    }
    Flow flow = run(with.body(), inner);
    budget.leave();
    return flow;
  }

  private Flow loop(JinjaStatement.For loop, JinjaScope scope) {
    budget.enter();
    Object items = evaluator.value(loop.items(), scope);
    Iterator<Object> walk = JinjaValues.walk(items, budget);
    long size = items instanceof JinjaObject.Generator ? -1 : JinjaValues.size(items);
    JinjaExpression test = loop.test();
    if (test != null) walk = new Filtered(walk, loop.target(), test, scope);
    JinjaObject.Loop state = new JinjaObject.Loop(walk, test == null ? size : -1);
    boolean empty = true;
    Flow flow = Flow.NEXT;
    for (Object item = state.advance(); item != null && flow != Flow.BREAK; ) {
      empty = false;
      budget.step();
      JinjaScope inner = new JinjaScope(scope);
      inner.set("loop", state);
      assign(loop.target(), item, inner);
      flow = run(loop.body(), inner);
      if (flow != Flow.BREAK) item = state.advance();
    }
    flow = empty ? run(loop.otherwise(), new JinjaScope(scope)) : Flow.NEXT;
    budget.leave();
    return flow;
  }

  /// The items for which the `if` of a loop holds, tested one by one as the loop goes on.
  private final class Filtered implements Iterator<Object> {
    private final Iterator<Object> items;
    private final Target target;
    private final JinjaExpression test;
    private final JinjaScope scope;
    private @Nullable Object next;

    Filtered(Iterator<Object> items, Target target, JinjaExpression test, JinjaScope scope) {
      this.items = items;
      this.target = target;
      this.test = test;
      this.scope = scope;
    }

    @Override
    public boolean hasNext() {
      while (next == null && items.hasNext()) {
        Object item = items.next();
        if (target instanceof JinjaStatement.TupleTarget) {
          item = new JinjaObject.Tuple(JinjaValues.items(item, budget)); // as Jinja2 packs it anew
        }
        JinjaScope inner = new JinjaScope(scope);
        assign(target, item, inner);
        if (evaluator.isTrue(test, inner)) next = item;
      }
      return next != null;
    }

    @Override
    public Object next() {
      if (!hasNext() || next == null) throw new java.util.NoSuchElementException();
      Object item = next;
      next = null;
      return item;
    }
  }

  private Flow assign(Target target, Object value, JinjaScope scope) {
    switch (target) {
      case JinjaStatement.NameTarget name -> scope.set(name.name(), value);
      case JinjaStatement.AttributeTarget attribute -> {
        if (!(scope.find(attribute.namespace()) instanceof JinjaObject.Namespace namespace)) {
          throw new JinjaFault("cannot assign attribute on non-namespace object", attribute.at());
        }
        namespace.attributes().put(attribute.attribute(), value);
      }
      case JinjaStatement.TupleTarget tuple -> {
        List<Object> values = JinjaValues.items(value, budget);
        int wanted = tuple.targets().size();
        if (values.size() != wanted) {
          String found = "expected " + wanted + " values to unpack, got " + values.size();
          throw new JinjaFault(found, tuple.at());
        }
        for (int i = 0; i < wanted; i++) assign(tuple.targets().get(i), values.get(i), scope);
      }
    }
    return Flow.NEXT;
  }

  private Flow callBlock(JinjaStatement.CallBlock block, JinjaScope scope) {
    Object callee = evaluator.value(block.macro(), scope);
    JinjaCall given = evaluator.arguments(block.call().arguments(), scope);
    Map<String, Object> named = new LinkedHashMap<>(given.named());
    named.put("caller", new Macro("caller", block.caller(), scope));
    Object result = evaluator.call(callee, new JinjaCall(given.arguments(), named));
    return print(result);
  }

  /// A routine and the variables that it sees.
  private final class Macro implements JinjaObject.Macro {
    private final String name;
    private final Routine routine;
    private final JinjaScope scope;

    Macro(String name, Routine routine, JinjaScope scope) {
      this.name = name;
      this.routine = routine;
      this.scope = scope;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String call(JinjaCall call) {
      budget.enterCall();
      JinjaScope inner = new JinjaScope(scope);
      bind(call, inner);
      String text = captured(routine.body(), inner);
      budget.leaveCall();
      return text;
    }

    private void bind(JinjaCall call, JinjaScope inner) {
      Map<String, Object> named = new LinkedHashMap<>(call.named());
      List<Parameter> parameters = routine.parameters();
      int given = Math.min(call.arguments().size(), parameters.size());
      for (int i = 0; i < parameters.size(); i++) {
        Parameter parameter = parameters.get(i);
        Object value = i < given ? call.arguments().get(i) : named.remove(parameter.name());
        inner.set(parameter.name(), value != null ? value : initial(parameter, inner));
      }
      bindRest(call.arguments().subList(given, call.arguments().size()), named, inner);
    }

    private Object initial(Parameter parameter, JinjaScope inner) {
      if (parameter.value() != null) return evaluator.value(parameter.value(), inner);
      String missing = "parameter '" + parameter.name() + "' was not provided";
      return new JinjaObject.Undefined(missing);
    }

    private void bindRest(List<Object> rest, Map<String, Object> named, JinjaScope inner) {
      if (routine.uses().contains("caller")) {
        Object caller = named.remove("caller");
        inner.set(
            "caller", caller != null ? caller : new JinjaObject.Undefined("No caller defined"));
      }
      if (routine.uses().contains("kwargs")) {
        inner.set("kwargs", new LinkedHashMap<Object, Object>(named));
      } else if (!named.isEmpty()) {
        String first = named.keySet().iterator().next();
        throw new JinjaFault("macro '" + name + "' takes no keyword argument '" + first + "'");
      }
      if (routine.uses().contains("varargs")) {
        inner.set("varargs", new JinjaObject.Tuple(new ArrayList<>(rest)));
      } else if (!rest.isEmpty()) {
        String most = "' takes not more than " + routine.parameters().size() + " argument(s)";
        throw new JinjaFault("macro '" + name + most);
      }
    }
  }
}
