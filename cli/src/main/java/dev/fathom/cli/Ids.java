package dev.fathom.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Token ids as people write them, checked against a vocabulary.
final class Ids {
  private Ids() {}

  /// `0,17,4`, also parted by blanks and in brackets.
  static int[] parse(String text, int vocabulary) {
    String bare = text.strip();
    if (bare.startsWith("[") && bare.endsWith("]")) {
      bare = bare.substring(1, bare.length() - 1).strip();
    }
    return bare.isEmpty()
        ? new int[0]
        : Arrays.stream(bare.split("\\s*,\\s*|\\s+"))
            .mapToInt(word -> parseOne(word, vocabulary))
            .toArray();
  }

  private static int parseOne(String word, int vocabulary) {
    try {
      return checked(Long.parseLong(word), vocabulary);
    } catch (NumberFormatException notANumber) {
      throw Failure.because(notANumber, "ids.word", word);
    }
  }

  /// The elements of a JSON array.
  static int[] ofJson(Object value, int vocabulary) {
    if (!(value instanceof List<?> list)) {
      throw Failure.of("ids.array");
    }
    return list.stream().mapToInt(element -> ofElement(element, vocabulary)).toArray();
  }

  private static int ofElement(Object element, int vocabulary) {
    return switch (element) {
      case Integer id -> checked(id, vocabulary);
      case Long id -> checked(id, vocabulary);
      case null, default -> throw Failure.of("ids.word", String.valueOf(element));
    };
  }

  private static int checked(long id, int vocabulary) {
    if (id < 0 || id >= vocabulary) {
      throw Failure.of("ids.range", id, vocabulary, vocabulary - 1);
    }
    return (int) id;
  }

  /// `0 17 4`.
  static String line(int[] ids) {
    return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }
}
