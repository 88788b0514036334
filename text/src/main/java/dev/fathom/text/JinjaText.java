package dev.fathom.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What Python's strings can do. Positions are code points, as Python counts them.
final class JinjaText {
  /// Up to this length a part is looked for at every place, without preparation.
  static final int SHORT = 16;

  private JinjaText() {}

  /// Python's `str.isspace` for one character.
  static boolean isSpace(char c) {
    if (c <= 0x20) return c == 0x20 || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
    if (c < 0x1680) return c == 0x85 || c == 0xa0;
    return c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /// The Java index of code point `index`, which may be the one behind the last.
  static int offset(String text, int index) {
    return text.offsetByCodePoints(0, index);
  }

  /// Every code point as a string of its own.
  static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>(text.length());
    for (int i = 0; i < text.length(); ) {
      int next = text.offsetByCodePoints(i, 1);
      characters.add(text.substring(i, next));
      i = next;
    }
    return characters;
  }

  /// `text` without the characters of `chars` (white space where null) at its ends.
  static String strip(String text, @Nullable String chars, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && strips(text.codePointAt(start), chars)) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && start < end && strips(text.codePointBefore(end), chars)) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static boolean strips(int codePoint, @Nullable String chars) {
    if (chars != null) return chars.indexOf(codePoint) >= 0;
    return codePoint < 0x10000 && isSpace((char) codePoint);
  }

  /// The first place of `part` in `text` from `from` on, or -1, in linear time.
  static int find(String text, String part, int from) {
    if (part.length() <= SHORT) return text.indexOf(part, from);
    int[] borders = borders(part);
    int matched = 0;
    for (int i = from; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != part.charAt(matched)) matched = borders[matched - 1];
      if (text.charAt(i) == part.charAt(matched)) matched++;
      if (matched == part.length()) return i - matched + 1;
    }
    return -1;
  }

  /// For every prefix the length of the longest shorter prefix that also ends it (Knuth, Morris and
  /// Pratt 1977).
  private static int[] borders(String part) {
    int[] borders = new int[part.length()];
    for (int i = 1, length = 0; i < part.length(); i++) {
      while (length > 0 && part.charAt(i) != part.charAt(length)) length = borders[length - 1];
      if (part.charAt(i) == part.charAt(length)) length++;
      borders[i] = length;
    }
    return borders;
  }

  static String reversed(String text) {
    // unlike StringBuilder.reverse, keeps lone surrogates apart that would form a pair
    StringBuilder out = new StringBuilder(text.length());
    for (int i = text.length(); i > 0; ) {
      int codePoint = text.codePointBefore(i);
      out.appendCodePoint(codePoint);
      i -= Character.charCount(codePoint);
    }
    return out.toString();
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String capitalize(String text) {
    if (text.isEmpty()) return text;
    int first = text.offsetByCodePoints(0, 1);
    return titleCase(text.substring(0, first)) + lower(text.substring(first));
  }

  /// One character in title case: `ß` becomes `Ss`.
  private static String titleCase(String character) {
    String upper = upper(character);
    if (upper.length() > character.length()) return upper.charAt(0) + lower(upper.substring(1));
    return Character.toString(Character.toTitleCase(character.codePointAt(0)));
  }

  /// `str.title`: every letter behind something else than a letter is a capital.
  static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      String character = Character.toString(codePoint);
      out.append(inWord ? lower(character) : titleCase(character));
      inWord =
          Character.isUpperCase(codePoint)
              || Character.isLowerCase(codePoint)
              || Character.isTitleCase(codePoint);
      i += character.length();
    }
    return out.toString();
  }

  /// Jinja's filter `title`: words begin behind white space and `-({[<`.
  static String titleWords(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int end = i;
      while (end < text.length() && !opensWord(text.charAt(end))) end++;
      if (end > i) {
        int first = text.offsetByCodePoints(i, 1);
        out.append(upper(text.substring(i, first))).append(lower(text.substring(first, end)));
      }
      while (end < text.length() && opensWord(text.charAt(end))) out.append(text.charAt(end++));
      i = end;
    }
    return out.toString();
  }

  private static boolean opensWord(char c) {
    return isSpace(c) || "-({[<".indexOf(c) >= 0;
  }

  static String swapCase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (Object each : characters(text)) {
      String character = (String) each;
      boolean isUpper = Character.isUpperCase(character.codePointAt(0));
      out.append(isUpper ? lower(character) : upper(character));
    }
    return out.toString();
  }

  /// `str.isupper` and `str.islower`: some cased letter, and none of the other case.
  static boolean isCased(String text, boolean upper) {
    boolean found = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      boolean isUpper = Character.isUpperCase(codePoint);
      boolean isLower = Character.isLowerCase(codePoint);
      if (Character.isTitleCase(codePoint) || (upper ? isLower : isUpper)) return false;
      found |= isUpper || isLower;
    }
    return found;
  }

  /// The order of code points, which is Python's and not that of `String.compareTo`.
  static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x == y) continue;
      boolean sameKind = Character.isSurrogate(x) == Character.isSurrogate(y);
      return sameKind ? x - y : Character.isSurrogate(x) ? 1 : -1;
    }
    return a.length() - b.length();
  }
}
