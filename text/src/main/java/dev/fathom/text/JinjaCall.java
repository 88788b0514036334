package dev.fathom.text;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of one call.
record JinjaCall(List<Object> arguments, Map<String, Object> named) {
  static final JinjaCall NONE = new JinjaCall(List.of(), Map.of());

  /// The arguments in the order of `parameters`, null where one with `?` at its end is left out.
  @Nullable Object[] bind(String callee, String... parameters) {
    if (arguments.size() > parameters.length) {
      String most = callee + " takes at most " + parameters.length + " arguments, got ";
      throw new JinjaFault(most + arguments.size());
    }
    @Nullable Object[] bound = new @Nullable Object[parameters.length];
    int taken = 0;
    for (int i = 0; i < parameters.length; i++) {
      boolean optional = parameters[i].endsWith("?");
      String name =
          optional ? parameters[i].substring(0, parameters[i].length() - 1) : parameters[i];
      Object value = named.get(name);
      if (value != null) taken++;
      if (i < arguments.size()) {
        if (value != null) throw new JinjaFault(callee + " got two values for '" + name + "'");
        value = arguments.get(i);
      }
      if (value == null && !optional) throw new JinjaFault(callee + " needs '" + name + "'");
      bound[i] = value;
    }
    if (taken < named.size()) throw unknownName(callee, parameters);
    return bound;
  }

  private JinjaFault unknownName(String callee, String... parameters) {
    List<String> known = List.of(parameters);
    for (String name : named.keySet()) {
      if (!known.contains(name) && !known.contains(name + "?")) {
        return new JinjaFault(callee + " has no parameter '" + name + "'");
      }
    }
    return new JinjaFault(callee + " cannot take these arguments");
  }
}
