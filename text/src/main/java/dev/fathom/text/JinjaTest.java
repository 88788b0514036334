package dev.fathom.text;

import org.jspecify.annotations.Nullable;

/// The tests that may follow `is`.
enum JinjaTest {
  BOOLEAN,
  CALLABLE,
  DEFINED,
  DIVISIBLEBY("num"),
  EQUAL("other"),
  ESCAPED,
  EVEN,
  FALSE,
  FILTER,
  FLOAT,
  GREATER("other"),
  GREATER_OR_EQUAL("other"),
  IN("seq"),
  INTEGER,
  ITERABLE,
  LESS("other"),
  LESS_OR_EQUAL("other"),
  LOWER,
  MAPPING,
  NONE,
  NOT_EQUAL("other"),
  NUMBER,
  ODD,
  SAMEAS("other"),
  SEQUENCE,
  STRING,
  TEST,
  TRUE,
  UNDEFINED,
  UPPER;

  @SuppressWarnings("ImmutableEnumChecker") // only copies are handed out
  private final String[] parameters;

  JinjaTest(String... parameters) {
    this.parameters = parameters;
  }

  String[] parameters() {
    return parameters.clone();
  }

  /// The test that templates call `name`, or null.
  static @Nullable JinjaTest named(String name) {
    return switch (name) {
      case "boolean" -> BOOLEAN;
      case "callable" -> CALLABLE;
      case "defined" -> DEFINED;
      case "divisibleby" -> DIVISIBLEBY;
      case "==", "eq", "equalto" -> EQUAL;
      case "escaped" -> ESCAPED;
      case "even" -> EVEN;
      case "false" -> FALSE;
      case "filter" -> FILTER;
      case "float" -> FLOAT;
      case ">", "gt", "greaterthan" -> GREATER;
      case ">=", "ge" -> GREATER_OR_EQUAL;
      case "in" -> IN;
      case "integer" -> INTEGER;
      case "iterable" -> ITERABLE;
      case "<", "lt", "lessthan" -> LESS;
      case "<=", "le" -> LESS_OR_EQUAL;
      default -> namedFromLower(name);
    };
  }

  private static @Nullable JinjaTest namedFromLower(String name) {
    return switch (name) {
      case "lower" -> LOWER;
      case "mapping" -> MAPPING;
      case "none" -> NONE;
      case "!=", "ne" -> NOT_EQUAL;
      case "number" -> NUMBER;
      case "odd" -> ODD;
      case "sameas" -> SAMEAS;
      case "sequence" -> SEQUENCE;
      case "string" -> STRING;
      case "test" -> TEST;
      case "true" -> TRUE;
      case "undefined" -> UNDEFINED;
      case "upper" -> UPPER;
      default -> null;
    };
  }
}
