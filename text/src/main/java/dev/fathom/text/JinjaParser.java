package dev.fathom.text;

import dev.fathom.text.JinjaExpression.Step;
import dev.fathom.text.JinjaStatement.Parameter;
import dev.fathom.text.JinjaStatement.Routine;
import dev.fathom.text.JinjaStatement.Target;
import dev.fathom.text.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the statements of a template.
final class JinjaParser {
  private static final Set<String> SPECIAL = Set.of("caller", "varargs", "kwargs");

  private final JinjaTokenStream tokens;
  private final JinjaExpressionParser expressions;

  /// The loops around this statement, inside the innermost macro.
  private int loops;

  private JinjaParser(String source) {
    tokens = new JinjaTokenStream(JinjaLexer.tokens(source));
    expressions = new JinjaExpressionParser(tokens);
  }

  /// A template ready to be rendered, and every word it mentions.
  record Parsed(List<JinjaStatement> body, Set<String> words) {}

  /// Parses `source`, whose line ends are `\n`.
  static Parsed parse(String source) {
    JinjaParser parser = new JinjaParser(source);
    List<JinjaStatement> body = parser.statements(Set.of());
    return new Parsed(body, Set.copyOf(parser.expressions.words()));
  }

  /// The statements up to the first tag in `ends`, whose name is then the next token.
  private List<JinjaStatement> statements(Set<String> ends) {
    List<JinjaStatement> body = new ArrayList<>();
    while (true) {
      JinjaToken token = tokens.next();
      switch (token.kind()) {
        case DATA -> body.add(new JinjaStatement.Text(token.text()));
        case PRINT_BEGIN -> {
          body.add(new JinjaStatement.Print(expressions.tuple(true, null)));
          tokens.expect(Kind.PRINT_END);
        }
        case BLOCK_BEGIN -> {
          if (tokens.is(Kind.NAME) && ends.contains(tokens.peek().text())) return body;
          statement(body);
          tokens.expect(Kind.BLOCK_END);
        }
        case END -> {
          if (ends.isEmpty()) return body;
          throw new JinjaFault("the template ends before " + tag(ends), token.at());
        }
        case PRINT_END, BLOCK_END, NAME, STRING, INTEGER, FLOAT, OPERATOR ->
            throw new JinjaFault("unexpected " + token.shown(), token.at());
      }
    }
  }

  private static String tag(Set<String> names) {
    return "'{% " + String.join(" %}' or '{% ", names.stream().sorted().toList()) + " %}'";
  }

  /// The body of a tag that `ends` close; the name of the closing tag is taken too.
  private Body body(String... ends) {
    tokens.skip(":");
    tokens.expect(Kind.BLOCK_END);
    tokens.enter();
    List<JinjaStatement> statements = statements(Set.of(ends));
    tokens.leave(1);
    return new Body(statements, tokens.next().text());
  }

  private record Body(List<JinjaStatement> statements, String end) {}

  private void statement(List<JinjaStatement> out) {
    JinjaToken tag = tokens.expect(Kind.NAME);
    switch (tag.text()) {
      case "if" -> out.add(ifStatement());
      case "for" -> out.add(forStatement());
      case "set" -> out.add(set());
      case "with" -> out.add(with());
      case "macro" -> out.add(macro());
      case "call" -> out.add(callBlock());
      case "filter" -> out.add(filterBlock());
      case "generation" -> out.add(new JinjaStatement.Scoped(bodyOfRoutine("endgeneration")));
      case "print" -> print(out);
      case "break" -> out.add(inLoop(tag, new JinjaStatement.Break()));
      case "continue" -> out.add(inLoop(tag, new JinjaStatement.Continue()));
      default ->
          throw new JinjaFault(
              "the tag '{% " + tag.text() + " %}' is not in this subset or not expected here",
              tag.at());
    }
  }

  private JinjaStatement inLoop(JinjaToken tag, JinjaStatement statement) {
    if (loops > 0) return statement;
    throw new JinjaFault("'{% " + tag.text() + " %}' outside of a loop", tag.at());
  }

  private JinjaStatement ifStatement() {
    List<JinjaStatement.Branch> branches = new ArrayList<>();
    while (true) {
      JinjaExpression test = expressions.tuple(false, null);
      Body body = body("elif", "else", "endif");
      branches.add(new JinjaStatement.Branch(test, body.statements()));
      if (body.end().equals("endif")) return new JinjaStatement.If(branches, List.of());
      if (body.end().equals("else")) {
        return new JinjaStatement.If(branches, body("endif").statements());
      }
    }
  }

  private JinjaStatement forStatement() {
    Target target = target(false, "in");
    tokens.expectName("in");
    JinjaExpression items = expressions.tuple(false, "recursive");
    JinjaExpression test = tokens.skipName("if") ? expressions.expression() : null;
    if (tokens.isName("recursive")) {
      throw new JinjaFault("recursive loops are not supported", tokens.peek().at());
    }
    loops++;
    Body body = body("else", "endfor");
    loops--;
    List<JinjaStatement> otherwise =
        body.end().equals("else") ? body("endfor").statements() : List.of();
    return new JinjaStatement.For(target, items, test, body.statements(), otherwise);
  }

  private JinjaStatement set() {
    Target target = target(true, null);
    if (tokens.skip("=")) return new JinjaStatement.Set(target, expressions.tuple(true, null));
    List<Step> filters = new ArrayList<>();
    while (tokens.skip("|")) filters.add(expressions.filter());
    return new JinjaStatement.SetBlock(target, filters, body("endset").statements());
  }

  private JinjaStatement with() {
    List<Target> targets = new ArrayList<>();
    List<JinjaExpression> values = new ArrayList<>();
    while (!tokens.is(Kind.BLOCK_END)) {
      if (!targets.isEmpty()) tokens.expect(",");
      targets.add(oneTarget(false));
      tokens.expect("=");
      values.add(expressions.expression());
    }
    return new JinjaStatement.With(targets, values, body("endwith").statements());
  }

  private JinjaStatement macro() {
    JinjaToken name = tokens.expect(Kind.NAME);
    List<Parameter> parameters = parameters();
    return new JinjaStatement.Macro(name.text(), routine(parameters, "endmacro"));
  }

  private JinjaStatement callBlock() {
    List<Parameter> parameters = tokens.is("(") ? parameters() : List.of();
    JinjaToken first = tokens.peek();
    if (!(expressions.expression() instanceof JinjaExpression.Chain chain)
        || !(chain.steps().getLast() instanceof JinjaExpression.Call call)) {
      throw new JinjaFault("expected a call of a macro", first.at());
    }
    List<Step> steps = chain.steps().subList(0, chain.steps().size() - 1);
    JinjaExpression callee =
        steps.isEmpty()
            ? chain.base()
            : new JinjaExpression.Chain(chain.base(), List.copyOf(steps), chain.at());
    return new JinjaStatement.CallBlock(routine(parameters, "endcall"), callee, call);
  }

  /// A routine whose body the tag `end` closes.
  private Routine routine(List<Parameter> parameters, String end) {
    Set<String> before = takeSpecialWords();
    List<JinjaStatement> body = bodyOfRoutine(end);
    Set<String> uses = takeSpecialWords();
    expressions.words().addAll(before);
    expressions.words().addAll(uses);
    for (Parameter parameter : parameters) uses.remove(parameter.name());
    return new Routine(parameters, body, uses);
  }

  private Set<String> takeSpecialWords() {
    Set<String> found = new HashSet<>(SPECIAL);
    found.retainAll(expressions.words());
    expressions.words().removeAll(SPECIAL);
    return found;
  }

  private List<JinjaStatement> bodyOfRoutine(String end) {
    int outer = loops;
    loops = 0;
    Body body = body(end);
    loops = outer;
    return body.statements();
  }

  private List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    tokens.expect("(");
    boolean defaults = false;
    while (!tokens.is(")")) {
      if (!parameters.isEmpty()) tokens.expect(",");
      JinjaToken name = tokens.expect(Kind.NAME);
      JinjaExpression value = tokens.skip("=") ? expressions.expression() : null;
      if (value == null && defaults) {
        throw new JinjaFault("a parameter without a default follows one with it", name.at());
      }
      defaults |= value != null;
      parameters.add(new Parameter(name.text(), value));
    }
    tokens.expect(")");
    return parameters;
  }

  private JinjaStatement filterBlock() {
    List<Step> filters = new ArrayList<>();
    do {
      filters.add(expressions.filter());
    } while (tokens.skip("|"));
    return new JinjaStatement.FilterBlock(filters, body("endfilter").statements());
  }

  private void print(List<JinjaStatement> out) {
    boolean first = true;
    while (!tokens.is(Kind.BLOCK_END)) {
      if (!first) tokens.expect(",");
      out.add(new JinjaStatement.Print(expressions.expression()));
      first = false;
    }
  }

  /// What is assigned to, one target or several with commas between them, up to the word `end`.
  private Target target(boolean withAttributes, @Nullable String end) {
    int at = tokens.peek().at();
    Target first = oneTarget(withAttributes);
    if (!tokens.is(",")) return first;
    List<Target> targets = new ArrayList<>(List.of(first));
    while (tokens.skip(",")) {
      if (tokens.is("=") || tokens.is(")") || (end != null && tokens.isName(end))) break;
      targets.add(oneTarget(withAttributes));
    }
    return new JinjaStatement.TupleTarget(targets, at);
  }

  private Target oneTarget(boolean withAttributes) {
    JinjaToken token = tokens.peek();
    if (tokens.skip("(")) {
      tokens.enter();
      Target inside = target(withAttributes, null);
      tokens.leave(1);
      tokens.expect(")");
      return inside;
    }
    String name = tokens.expect(Kind.NAME).text();
    if (withAttributes && tokens.skip(".")) {
      String attribute = tokens.expect(Kind.NAME).text();
      return new JinjaStatement.AttributeTarget(name, attribute, token.at());
    }
    if (Set.of("true", "True", "false", "False", "none", "None").contains(name)) {
      throw new JinjaFault("can't assign to '" + name + "'", token.at());
    }
    return new JinjaStatement.NameTarget(name, token.at());
  }
}
