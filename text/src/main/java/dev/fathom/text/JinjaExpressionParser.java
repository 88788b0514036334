package dev.fathom.text;

import dev.fathom.text.JinjaExpression.Arguments;
import dev.fathom.text.JinjaExpression.Named;
import dev.fathom.text.JinjaExpression.Operand;
import dev.fathom.text.JinjaExpression.Step;
import dev.fathom.text.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads expressions with the precedence of Jinja2 3.1, which is Python's but for `~` (between `+`
/// and `*`), filters and tests (tighter than any operator) and `**` (from left to right).
final class JinjaExpressionParser {
  private final JinjaTokenStream tokens;

  /// Every variable, attribute, argument name and string of the template.
  private final Set<String> words = new HashSet<>();

  JinjaExpressionParser(JinjaTokenStream tokens) {
    this.tokens = tokens;
  }

  Set<String> words() {
    return words;
  }

  JinjaExpression expression() {
    tokens.enter();
    JinjaExpression value = or();
    int levels = 1;
    while (tokens.isName("if")) {
      int at = tokens.next().at();
      JinjaExpression test = or();
      JinjaExpression otherwise = tokens.skipName("else") ? expression() : null;
      value = new JinjaExpression.Conditional(test, value, otherwise, at);
      tokens.enter(); // a chain of ifs nests its left side
      levels++;
    }
    tokens.leave(levels);
    return value;
  }

  /// An expression that cannot be a conditional one, as after `if` and `in`.
  JinjaExpression unconditional() {
    tokens.enter();
    JinjaExpression value = or();
    tokens.leave(1);
    return value;
  }

  /// One expression, or several with commas between them, which make a tuple. It ends before a
  /// tag's end or the word `end`.
  JinjaExpression tuple(boolean conditional, @Nullable String end) {
    JinjaToken first = tokens.peek();
    List<JinjaExpression> items = new ArrayList<>();
    boolean comma = false;
    while (!endsTuple(end)) {
      items.add(conditional ? expression() : unconditional());
      if (!tokens.is(",")) break;
      tokens.next();
      comma = true;
    }
    if (comma) return new JinjaExpression.TupleOf(items, first.at());
    if (items.isEmpty()) throw tokens.unexpected("an expression");
    return items.getFirst();
  }

  private boolean endsTuple(@Nullable String end) {
    return tokens.is(Kind.PRINT_END)
        || tokens.is(Kind.BLOCK_END)
        || tokens.is(")")
        || (end != null && tokens.isName(end));
  }

  private JinjaExpression or() {
    JinjaToken first = tokens.peek();
    JinjaExpression left = and();
    if (!tokens.isName("or")) return left;
    List<JinjaExpression> operands = new ArrayList<>(List.of(left));
    while (tokens.skipName("or")) operands.add(and());
    return new JinjaExpression.Or(operands, first.at());
  }

  private JinjaExpression and() {
    JinjaToken first = tokens.peek();
    JinjaExpression left = not();
    if (!tokens.isName("and")) return left;
    List<JinjaExpression> operands = new ArrayList<>(List.of(left));
    while (tokens.skipName("and")) operands.add(not());
    return new JinjaExpression.And(operands, first.at());
  }

  private JinjaExpression not() {
    if (!tokens.isName("not")) return comparison();
    int at = tokens.next().at();
    tokens.enter();
    JinjaExpression operand = not();
    tokens.leave(1);
    return new JinjaExpression.Not(operand, at);
  }

  private JinjaExpression comparison() {
    JinjaToken first = tokens.peek();
    JinjaExpression left = sum();
    JinjaOperator operator = comparisonHere();
    if (operator == null) return left;
    List<Operand> rest = new ArrayList<>();
    for (; operator != null; operator = comparisonHere()) {
      int at = tokens.next().at();
      if (operator == JinjaOperator.NOT_IN) tokens.next();
      rest.add(new Operand(operator, sum(), at));
    }
    return new JinjaExpression.Comparison(left, rest, first.at());
  }

  private @Nullable JinjaOperator comparisonHere() {
    return JinjaOperator.comparison(tokens.peek(), tokens.peekSecond());
  }

  private JinjaExpression sum() {
    JinjaExpression left = concat();
    if (!tokens.is("+") && !tokens.is("-")) return left;
    List<Operand> rest = new ArrayList<>();
    while (tokens.is("+") || tokens.is("-")) {
      JinjaToken sign = tokens.next();
      JinjaOperator operator = sign.is("+") ? JinjaOperator.ADD : JinjaOperator.SUBTRACT;
      rest.add(new Operand(operator, concat(), sign.at()));
    }
    return new JinjaExpression.Arithmetic(left, rest, left.at());
  }

  private JinjaExpression concat() {
    JinjaExpression left = product();
    if (!tokens.is("~")) return left;
    List<JinjaExpression> parts = new ArrayList<>(List.of(left));
    while (tokens.skip("~")) parts.add(product());
    return new JinjaExpression.Concat(parts, left.at());
  }

  private JinjaExpression product() {
    JinjaExpression left = power();
    JinjaOperator operator = JinjaOperator.product(tokens.peek());
    if (operator == null) return left;
    List<Operand> rest = new ArrayList<>();
    for (; operator != null; operator = JinjaOperator.product(tokens.peek())) {
      int at = tokens.next().at();
      rest.add(new Operand(operator, power(), at));
    }
    return new JinjaExpression.Arithmetic(left, rest, left.at());
  }

  private JinjaExpression power() {
    JinjaExpression left = unary(true);
    if (!tokens.is("**")) return left;
    List<Operand> rest = new ArrayList<>();
    while (tokens.is("**")) {
      int at = tokens.next().at();
      rest.add(new Operand(JinjaOperator.POWER, unary(true), at));
    }
    return new JinjaExpression.Arithmetic(left, rest, left.at());
  }

  private JinjaExpression unary(boolean withFilters) {
    JinjaToken first = tokens.peek();
    JinjaExpression base;
    if (first.is("-") || first.is("+")) {
      tokens.next();
      tokens.enter();
      base = new JinjaExpression.Sign(first.is("-"), unary(false), first.at());
      tokens.leave(1);
    } else {
      base = primary();
    }
    List<Step> steps = new ArrayList<>();
    postfix(steps);
    while (withFilters && filterOrTest(steps)) {}
    return chain(base, steps, first.at());
  }

  private static JinjaExpression chain(JinjaExpression base, List<Step> steps, int at) {
    return steps.isEmpty() ? base : new JinjaExpression.Chain(base, steps, at);
  }

  private JinjaExpression primary() {
    JinjaToken token = tokens.peek();
    return switch (token.kind()) {
      case NAME -> name(tokens.next());
      case STRING -> strings();
      case INTEGER -> {
        tokens.next();
        long value = JinjaNumberLiteral.integer(token.text(), token.at());
        yield new JinjaExpression.Constant(value, token.at());
      }
      case FLOAT -> {
        tokens.next();
        yield new JinjaExpression.Constant(Double.valueOf(token.text()), token.at());
      }
      case OPERATOR -> bracketed();
      case DATA, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END ->
          throw tokens.unexpected("an expression");
    };
  }

  private JinjaExpression name(JinjaToken token) {
    Object constant =
        switch (token.text()) {
          case "true", "True" -> true;
          case "false", "False" -> false;
          case "none", "None" -> JinjaObject.None.NONE;
          default -> null;
        };
    if (constant != null) return new JinjaExpression.Constant(constant, token.at());
    words.add(token.text());
    return new JinjaExpression.Name(token.text(), token.at());
  }

  private JinjaExpression strings() {
    JinjaToken first = tokens.next();
    String text = first.text();
    if (tokens.is(Kind.STRING)) {
      StringBuilder joined = new StringBuilder(text);
      while (tokens.is(Kind.STRING)) joined.append(tokens.next().text());
      text = joined.toString();
    }
    words.add(text);
    return new JinjaExpression.Constant(text, first.at());
  }

  private JinjaExpression bracketed() {
    JinjaToken open = tokens.peek();
    if (tokens.skip("(")) {
      boolean empty = tokens.is(")");
      JinjaExpression inside =
          empty ? new JinjaExpression.TupleOf(List.of(), open.at()) : tuple(true, null);
      tokens.expect(")");
      return inside;
    }
    if (tokens.skip("[")) {
      List<JinjaExpression> items = new ArrayList<>();
      while (!tokens.is("]")) {
        items.add(expression());
        if (!tokens.is("]")) tokens.expect(",");
      }
      tokens.expect("]");
      return new JinjaExpression.ListOf(items, open.at());
    }
    if (tokens.skip("{")) return dict(open.at());
    throw tokens.unexpected("an expression");
  }

  private JinjaExpression dict(int at) {
    List<JinjaExpression> keys = new ArrayList<>();
    List<JinjaExpression> values = new ArrayList<>();
    while (!tokens.is("}")) {
      keys.add(expression());
      tokens.expect(":");
      values.add(expression());
      if (!tokens.is("}")) tokens.expect(",");
    }
    tokens.expect("}");
    return new JinjaExpression.DictOf(keys, values, at);
  }

  private void postfix(List<Step> steps) {
    while (true) {
      JinjaToken token = tokens.peek();
      if (tokens.skip(".")) {
        steps.add(attribute(token.at()));
      } else if (tokens.skip("[")) {
        steps.add(subscript(token.at()));
        tokens.expect("]");
      } else if (token.is("(")) {
        steps.add(new JinjaExpression.Call(arguments(), token.at()));
      } else {
        return;
      }
    }
  }

  private Step attribute(int at) {
    JinjaToken token = tokens.peek();
    if (token.kind() == Kind.INTEGER) {
      tokens.next();
      long index = JinjaNumberLiteral.integer(token.text(), token.at());
      return new JinjaExpression.Item(new JinjaExpression.Constant(index, token.at()), at);
    }
    String name = tokens.expect(Kind.NAME).text();
    words.add(name);
    return new JinjaExpression.Attribute(name, at);
  }

  private Step subscript(int at) {
    JinjaExpression start = tokens.is(":") ? null : expression();
    if (start != null && tokens.is("]")) return new JinjaExpression.Item(start, at);
    if (start != null && tokens.is(",")) {
      throw new JinjaFault("an index of several parts is not supported", tokens.peek().at());
    }
    tokens.expect(":");
    JinjaExpression stop = tokens.is(":") || tokens.is("]") ? null : expression();
    JinjaExpression step = tokens.skip(":") && !tokens.is("]") ? expression() : null;
    return new JinjaExpression.Slice(start, stop, step, at);
  }

  /// Adds the filter, test or call that stands here to `steps`; false if there is none.
  private boolean filterOrTest(List<Step> steps) {
    if (tokens.skip("|")) {
      steps.add(filter());
    } else if (tokens.isName("is")) {
      steps.add(test());
    } else if (tokens.is("(")) {
      steps.add(new JinjaExpression.Call(arguments(), tokens.peek().at()));
    } else {
      return false;
    }
    return true;
  }

  /// A filter's name and arguments, behind the `|`.
  JinjaExpression.Filter filter() {
    JinjaToken name = tokens.expect(Kind.NAME);
    JinjaFilter filter = JinjaFilter.named(name.text());
    if (filter == null || tokens.is(".")) {
      throw new JinjaFault("there is no filter '" + name.text() + "' in this subset", name.at());
    }
    Arguments arguments = tokens.is("(") ? arguments() : Arguments.NONE;
    return new JinjaExpression.Filter(filter, arguments, name.at());
  }

  private Step test() {
    tokens.next();
    boolean negated = tokens.skipName("not");
    JinjaToken name = tokens.expect(Kind.NAME);
    JinjaTest test = JinjaTest.named(name.text());
    if (test == null || tokens.is(".")) {
      throw new JinjaFault("there is no test '" + name.text() + "' in this subset", name.at());
    }
    return new JinjaExpression.Test(test, testArguments(), negated, name.at());
  }

  /// The arguments of a test: in brackets, or one without them as in `is divisibleby 3`.
  private Arguments testArguments() {
    JinjaToken token = tokens.peek();
    if (token.is("(")) return arguments();
    boolean one =
        switch (token.kind()) {
          case STRING, INTEGER, FLOAT -> true;
          case OPERATOR -> token.is("[") || token.is("{");
          case NAME -> !token.isName("else") && !token.isName("or") && !token.isName("and");
          case DATA, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END -> false;
        };
    if (!one) return Arguments.NONE;
    if (token.isName("is")) throw new JinjaFault("tests cannot be chained", token.at());
    tokens.enter();
    JinjaExpression base = primary();
    List<Step> steps = new ArrayList<>();
    postfix(steps);
    tokens.leave(1);
    return new Arguments(List.of(chain(base, steps, token.at())), List.of(), null, null);
  }

  Arguments arguments() {
    int at = tokens.expect("(").at();
    List<JinjaExpression> positional = new ArrayList<>();
    List<Named> named = new ArrayList<>();
    JinjaExpression list = null;
    JinjaExpression map = null;
    while (!tokens.is(")")) {
      if (list == null && map == null && tokens.skip("*")) {
        list = expression();
      } else if (map == null && tokens.skip("**")) {
        map = expression();
      } else if (tokens.is(Kind.NAME) && tokens.peekSecond().is("=") && map == null) {
        named.add(namedArgument(named));
      } else if (list == null && map == null && named.isEmpty()) {
        positional.add(expression());
      } else {
        throw new JinjaFault("arguments in an order that Jinja does not allow", at);
      }
      if (!tokens.is(")")) tokens.expect(",");
    }
    tokens.next();
    return new Arguments(positional, named, list, map);
  }

  private Named namedArgument(List<Named> before) {
    JinjaToken name = tokens.next();
    tokens.next();
    words.add(name.text());
    for (Named other : before) {
      if (other.name().equals(name.text())) {
        throw new JinjaFault("argument '" + name.text() + "' is given twice", name.at());
      }
    }
    return new Named(name.text(), expression());
  }
}
