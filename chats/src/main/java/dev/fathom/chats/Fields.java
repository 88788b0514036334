package dev.fathom.chats;

import tools.jackson.databind.JsonNode;

/// The fields of one JSON object of a file, with its place for messages. Absent and null fields
/// have no value; one of the wrong type is refused.
record Fields(JsonNode object, String place) {
  static Fields of(JsonNode node, String place) {
    if (!node.isObject()) {
      throw Complaint.invalid(place + ": " + kind(node) + " where an object belongs");
    }
    return new Fields(node, place);
  }

  boolean has(String name) {
    return !object.path(name).isMissingNode() && !object.path(name).isNull();
  }

  /// Empty text where it has no value.
  String text(String name) {
    JsonNode value = object.path(name);
    if (!has(name)) {
      return "";
    }
    if (!value.isString()) {
      throw wrong(name, "text belongs");
    }
    return value.stringValue();
  }

  /// Text, or a number as text: names in the files of others.
  String name(String name) {
    return object.path(name).isNumber() ? object.path(name).asString() : text(name);
  }

  /// Zero where it has no value.
  long number(String name) {
    JsonNode value = object.path(name);
    if (!has(name)) {
      return 0;
    }
    if (!value.isNumber()) {
      throw wrong(name, "a number belongs");
    }
    double about = value.doubleValue();
    return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : (long) about;
  }

  /// JSON as it is; empty text where it has no value.
  String json(String name, boolean array) {
    JsonNode value = object.path(name);
    if (!has(name)) {
      return "";
    }
    if (array ? !value.isArray() : !value.isObject()) {
      throw wrong(name, array ? "an array belongs" : "an object belongs");
    }
    return value.toString();
  }

  /// An array; a missing one is empty.
  JsonNode array(String name) {
    if (has(name) && !object.path(name).isArray()) {
      throw wrong(name, "an array belongs");
    }
    return object.path(name);
  }

  Fields object(String name) {
    return of(object.path(name), place + "." + name);
  }

  String place(String name) {
    return place + "." + name;
  }

  private ChatStoreException wrong(String name, String wanted) {
    return Complaint.invalid(
        place + "." + name + ": " + kind(object.path(name)) + " where " + wanted);
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT, POJO -> "an object";
      case ARRAY -> "an array";
      case STRING, BINARY -> "text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case MISSING -> "nothing";
    };
  }
}
