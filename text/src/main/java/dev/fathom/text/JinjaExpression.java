package dev.fathom.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a template can compute. Chains of operators, look-ups and filters are flat lists, so the
/// tree is never deeper than the brackets of the source.
sealed interface JinjaExpression {
  /// The offset in the source.
  int at();

  /// A literal.
  record Constant(Object value, int at) implements JinjaExpression {}

  /// A variable.
  record Name(String name, int at) implements JinjaExpression {}

  /// `[a, b]`.
  record ListOf(List<JinjaExpression> items, int at) implements JinjaExpression {}

  /// `(a, b)` or `a, b`.
  record TupleOf(List<JinjaExpression> items, int at) implements JinjaExpression {}

  /// `{k: v}`.
  record DictOf(List<JinjaExpression> keys, List<JinjaExpression> values, int at)
      implements JinjaExpression {}

  /// `base.a[b](c)|d is e`, applied from left to right.
  record Chain(JinjaExpression base, List<Step> steps, int at) implements JinjaExpression {}

  /// `-a` or `+a`.
  record Sign(boolean minus, JinjaExpression operand, int at) implements JinjaExpression {}

  /// `not a`.
  record Not(JinjaExpression operand, int at) implements JinjaExpression {}

  /// `first op rest[0] op rest[1] ...`, from left to right.
  record Arithmetic(JinjaExpression first, List<Operand> rest, int at) implements JinjaExpression {}

  /// `a ~ b ~ c`.
  record Concat(List<JinjaExpression> parts, int at) implements JinjaExpression {}

  /// `first op rest[0] op rest[1] ...`, every neighbouring pair compared.
  record Comparison(JinjaExpression first, List<Operand> rest, int at) implements JinjaExpression {}

  /// `a and b and c`: the first false operand, or the last.
  record And(List<JinjaExpression> operands, int at) implements JinjaExpression {}

  /// `a or b or c`: the first true operand, or the last.
  record Or(List<JinjaExpression> operands, int at) implements JinjaExpression {}

  /// `then if test else otherwise`.
  record Conditional(
      JinjaExpression test, JinjaExpression then, @Nullable JinjaExpression otherwise, int at)
      implements JinjaExpression {}

  /// An operator and what stands right of it.
  record Operand(JinjaOperator operator, JinjaExpression right, int at) {}

  /// The arguments of a call, of a filter or of a test.
  record Arguments(
      List<JinjaExpression> positional,
      List<Named> named,
      @Nullable JinjaExpression list,
      @Nullable JinjaExpression map) {
    static final Arguments NONE = new Arguments(List.of(), List.of(), null, null);

    boolean isEmpty() {
      return positional.isEmpty() && named.isEmpty() && list == null && map == null;
    }
  }

  /// `name=value` among arguments.
  record Named(String name, JinjaExpression value) {}

  /// One link of a {@link Chain}.
  sealed interface Step {
    int at();
  }

  /// `.name`.
  record Attribute(String name, int at) implements Step {}

  /// `[key]`.
  record Item(JinjaExpression key, int at) implements Step {}

  /// `[start:stop:step]`.
  record Slice(
      @Nullable JinjaExpression start,
      @Nullable JinjaExpression stop,
      @Nullable JinjaExpression step,
      int at)
      implements Step {}

  /// `(arguments)`.
  record Call(Arguments arguments, int at) implements Step {}

  /// `|filter(arguments)`.
  record Filter(JinjaFilter filter, Arguments arguments, int at) implements Step {}

  /// `is test(arguments)` or `is not test(arguments)`.
  record Test(JinjaTest test, Arguments arguments, boolean negated, int at) implements Step {}
}
