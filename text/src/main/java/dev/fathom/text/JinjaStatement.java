package dev.fathom.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a template can do.
sealed interface JinjaStatement {
  /// Text between tags.
  record Text(String text) implements JinjaStatement {}

  /// `{{ value }}`.
  record Print(JinjaExpression value) implements JinjaStatement {}

  /// `{% if %}` with its `elif`s.
  record If(List<Branch> branches, List<JinjaStatement> otherwise) implements JinjaStatement {}

  /// One condition of an {@link If} and what follows from it.
  record Branch(JinjaExpression test, List<JinjaStatement> body) {}

  /// `{% for target in items if test %}`.
  record For(
      Target target,
      JinjaExpression items,
      @Nullable JinjaExpression test,
      List<JinjaStatement> body,
      List<JinjaStatement> otherwise)
      implements JinjaStatement {}

  /// `{% set target = value %}`.
  record Set(Target target, JinjaExpression value) implements JinjaStatement {}

  /// `{% set target | filters %}body{% endset %}`.
  record SetBlock(Target target, List<JinjaExpression.Step> filters, List<JinjaStatement> body)
      implements JinjaStatement {}

  /// `{% with targets = values %}`.
  record With(List<Target> targets, List<JinjaExpression> values, List<JinjaStatement> body)
      implements JinjaStatement {}

  /// `{% macro name(parameters) %}`.
  record Macro(String name, Routine routine) implements JinjaStatement {}

  /// `{% call(parameters) macro(arguments) %}body{% endcall %}`.
  record CallBlock(Routine caller, JinjaExpression macro, JinjaExpression.Call call)
      implements JinjaStatement {}

  /// `{% filter f %}body{% endfilter %}`.
  record FilterBlock(List<JinjaExpression.Step> filters, List<JinjaStatement> body)
      implements JinjaStatement {}

  /// A body with variables of its own: `{% generation %}`, which marks the model's own words.
  record Scoped(List<JinjaStatement> body) implements JinjaStatement {}

  /// `{% break %}`.
  record Break() implements JinjaStatement {}

  /// `{% continue %}`.
  record Continue() implements JinjaStatement {}

  /// What a macro and a call block have in common. `uses` holds those of `caller`, `varargs` and
  /// `kwargs` that the body mentions and no parameter is named.
  record Routine(
      List<Parameter> parameters, List<JinjaStatement> body, java.util.Set<String> uses) {}

  /// One parameter of a {@link Routine}.
  record Parameter(String name, @Nullable JinjaExpression value) {}

  /// What can be assigned to.
  sealed interface Target {}

  /// `name`.
  record NameTarget(String name, int at) implements Target {}

  /// `namespace.attribute`.
  record AttributeTarget(String namespace, String attribute, int at) implements Target {}

  /// `a, b`.
  record TupleTarget(List<Target> targets, int at) implements Target {}
}
