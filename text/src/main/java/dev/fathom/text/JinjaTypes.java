package dev.fathom.text;

import java.util.List;
import java.util.Map;

/// What kind of value a Java object is to a template.
final class JinjaTypes {
  private JinjaTypes() {}

  /// The name of the value's type, as Python has it.
  static String of(Object value) {
    return switch (value) {
      case String ignored -> "str";
      case Boolean ignored -> "bool";
      case Double ignored -> "float";
      case Number ignored -> "int";
      case List<?> ignored -> "list";
      case Map<?, ?> ignored -> "dict";
      case JinjaObject.None ignored -> "NoneType";
      case JinjaObject.Undefined ignored -> "Undefined";
      case JinjaObject.Tuple ignored -> "tuple";
      case JinjaObject.Range ignored -> "range";
      case JinjaObject.Generator generator -> generator.type();
      case JinjaObject.View view -> view.type();
      case JinjaObject.Namespace ignored -> "Namespace";
      case JinjaObject.Loop ignored -> "LoopContext";
      case JinjaObject.Macro ignored -> "Macro";
      case JinjaObject.Joiner ignored -> "Joiner";
      case JinjaObject.Cycler ignored -> "Cycler";
      default -> "function";
    };
  }
}
