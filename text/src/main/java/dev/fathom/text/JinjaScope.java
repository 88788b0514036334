package dev.fathom.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The variables of a body and, behind them, those of the bodies around it.
final class JinjaScope {
  private final @Nullable JinjaScope outer;
  private @Nullable Map<String, Object> variables;

  JinjaScope(@Nullable JinjaScope outer) {
    this.outer = outer;
  }

  /// The value of `name` here or farther out, or null.
  @Nullable Object find(String name) {
    for (JinjaScope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.variables == null ? null : scope.variables.get(name);
      if (value != null) return value;
    }
    return null;
  }

  void set(String name, Object value) {
    if (variables == null) variables = new HashMap<>();
    variables.put(name, value);
  }
}
