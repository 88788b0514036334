package dev.fathom.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A part of a JSON file that knows its place, so that what is wrong with it can be said.
///
/// @param file the file's name, for messages
/// @param path where the part is: `model.merges[3]`
/// @param content a map, list, text, long, double, boolean, or null (also where it is absent)
record JsonPart(String file, String path, @Nullable Object content) {
  boolean isAbsent() {
    return content == null;
  }

  /// The member `key`, absent if there is none.
  JsonPart at(String key) {
    if (!(content instanceof Map<?, ?> map)) {
      throw bad("an object");
    }
    return new JsonPart(file, path.isEmpty() ? key : path + "." + key, map.get(key));
  }

  /// The elements, none if the list is absent.
  List<JsonPart> elements() {
    if (isAbsent()) {
      return List.of();
    }
    if (!(content instanceof List<?> list)) {
      throw bad("a list");
    }
    List<JsonPart> elements = new ArrayList<>();
    for (Object element : list) {
      elements.add(new JsonPart(file, path + "[" + elements.size() + "]", element));
    }
    return elements;
  }

  String text() {
    if (content instanceof String text) {
      return text;
    }
    throw bad("a text");
  }

  long whole() {
    if (content instanceof Long whole) {
      return whole;
    }
    throw bad("a whole number");
  }

  boolean flag() {
    if (content instanceof Boolean flag) {
      return flag;
    }
    throw bad("true or false");
  }

  /// The member `key`, or `otherwise` where it is absent.
  boolean flag(String key, boolean otherwise) {
    JsonPart part = at(key);
    return part.isAbsent() ? otherwise : part.flag();
  }

  /// The member `key`, or `otherwise` where it is absent.
  String text(String key, String otherwise) {
    JsonPart part = at(key);
    return part.isAbsent() ? otherwise : part.text();
  }

  /// The one character that this text is.
  char letter() {
    String text = text();
    if (text.length() != 1) {
      throw bad("one character");
    }
    return text.charAt(0);
  }

  /// The error that this is not `wanted`.
  TokenizerException bad(String wanted) {
    String found =
        switch (content) {
          case null -> "nothing";
          case Map<?, ?> _ -> "an object";
          case List<?> _ -> "a list";
          case String text -> Vocabulary.quoted(text);
          default -> content.toString();
        };
    String place = path.isEmpty() ? "the file" : path;
    return new TokenizerException(file + ": " + place + " is " + found + ", wanted " + wanted);
  }
}
