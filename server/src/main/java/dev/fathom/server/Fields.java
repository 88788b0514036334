package dev.fathom.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a JSON object of a request. A field that is absent or null has no value; one of a
/// wrong type or out of range is a 400 that names its path (`messages[2].role`).
final class Fields {
  /// Up to here a double holds every whole number.
  private static final double EXACT = 1L << 53;

  private final ObjectNode object;
  private final String path;

  private Fields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /// The fields of a whole request.
  static Fields of(ObjectNode request) {
    return new Fields(request, "");
  }

  /// The object's own place.
  String path() {
    return path;
  }

  /// The place of `name`.
  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  ObjectNode node() {
    return object;
  }

  /// The value of `name` as it is, if there is one.
  @Nullable JsonNode get(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  boolean has(String name) {
    return get(name) != null;
  }

  @Nullable String text(String name) {
    JsonNode node = get(name);
    if (node != null && !node.isString()) {
      throw wrong(name, "a string", node);
    }
    return node == null ? null : node.stringValue();
  }

  String text(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  String requiredText(String name) {
    String text = text(name);
    if (text == null) {
      throw ApiException.bad(path(name), "'" + path(name) + "' is missing; it must be a string");
    }
    return text;
  }

  /// A text that is not blank.
  String requiredName(String name) {
    String text = requiredText(name);
    if (text.isBlank()) {
      throw ApiException.bad(path(name), "'" + path(name) + "' is blank; it must be a name");
    }
    return text;
  }

  /// A text that is one of `allowed`.
  @Nullable String word(String name, List<String> allowed) {
    String text = text(name);
    if (text != null && !allowed.contains(text)) {
      throw ApiException.bad(
          path(name),
          "'%s' must be one of %s, got '%s'"
              .formatted(path(name), String.join(", ", allowed), cut(text)));
    }
    return text;
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode node = get(name);
    if (node != null && !node.isBoolean()) {
      throw wrong(name, "true or false", node);
    }
    return node == null ? otherwise : node.booleanValue();
  }

  @Nullable Integer whole(String name, int least, int most) {
    Long value = wholeLong(name, least, most);
    return value == null ? null : value.intValue();
  }

  int whole(String name, int least, int most, int otherwise) {
    Integer value = whole(name, least, most);
    return value == null ? otherwise : value;
  }

  @Nullable Long wholeLong(String name, long least, long most) {
    JsonNode node = get(name);
    if (node == null) {
      return null;
    }
    boolean whole = node.isIntegralNumber() || (node.isNumber() && node.doubleValue() % 1 == 0);
    if (!whole) {
      throw wrong(name, "a whole number", node);
    }
    boolean fits =
        node.isIntegralNumber() ? node.canConvertToLong() : Math.abs(node.doubleValue()) < EXACT;
    long value = fits ? node.longValue() : 0;
    if (!fits || value < least || value > most) {
      throw ApiException.bad(
          path(name),
          "'%s' must be %s, got %s"
              .formatted(path(name), range(least, most), cut(node.toString())));
    }
    return value;
  }

  private static String range(long least, long most) {
    return most == Integer.MAX_VALUE || most == Long.MAX_VALUE
        ? least + " or more"
        : least + " to " + most;
  }

  @Nullable Double number(String name, double least, double most) {
    JsonNode node = get(name);
    if (node == null) {
      return null;
    }
    if (!node.isNumber()) {
      throw wrong(name, "a number", node);
    }
    double value = node.doubleValue();
    if (!(value >= least && value <= most)) {
      throw ApiException.bad(
          path(name),
          "'%s' must be %s to %s, got %s"
              .formatted(path(name), plain(least), plain(most), cut(node.toString())));
    }
    return value;
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  @Nullable Fields object(String name) {
    JsonNode node = get(name);
    if (node == null) {
      return null;
    }
    if (!(node instanceof ObjectNode inner)) {
      throw wrong(name, "an object", node);
    }
    return new Fields(inner, path(name));
  }

  Fields requiredObject(String name) {
    Fields fields = object(name);
    if (fields == null) {
      throw ApiException.bad(path(name), "'" + path(name) + "' is missing; it must be an object");
    }
    return fields;
  }

  /// The objects of the list `name`, at most `most`; none where it is absent.
  List<Fields> objects(String name, int most) {
    return list(
        name,
        most,
        (node, place) -> {
          if (!(node instanceof ObjectNode inner)) {
            throw ApiException.bad(place, "'" + place + "' must be an object");
          }
          return new Fields(inner, place);
        });
  }

  /// The strings of the list `name`, at most `most`; none where it is absent.
  List<String> texts(String name, int most) {
    return list(
        name,
        most,
        (node, place) -> {
          if (!node.isString()) {
            throw ApiException.bad(place, "'" + place + "' must be a string");
          }
          return node.stringValue();
        });
  }

  /// The elements of the list `name`, at most `most`, each made with its place.
  <T> List<T> list(String name, int most, BiFunction<JsonNode, String, T> each) {
    JsonNode node = get(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw wrong(name, "a list", node);
    }
    if (node.size() > most) {
      throw ApiException.bad(
          path(name),
          "'%s' has %,d elements; at most %,d are taken".formatted(path(name), node.size(), most));
    }
    List<T> out = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      out.add(each.apply(node.get(i), path(name) + "[" + i + "]"));
    }
    return out;
  }

  /// Fails where `name` has a value that `reason` says cannot be served; false, 0 and empty lists
  /// ask for nothing.
  void refuse(String name, String reason) {
    JsonNode node = get(name);
    boolean nothing =
        node == null
            || (node.isBoolean() && !node.booleanValue())
            || (node.isContainer() && node.isEmpty())
            || (node.isString() && node.stringValue().isEmpty());
    if (!nothing) {
      throw ApiException.unsupported(path(name), "'" + path(name) + "' " + reason);
    }
  }

  private ApiException wrong(String name, String wanted, JsonNode got) {
    String kind = got.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    return ApiException.bad(
        path(name), "'%s' must be %s, got a value of type %s".formatted(path(name), wanted, kind));
  }

  private static String cut(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
