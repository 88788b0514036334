package dev.fathom.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ways in which Python's strings come apart.
final class JinjaSplit {
  private JinjaSplit() {}

  /// `str.split`: at `separator`, or between white space where it is null; at most `most` cuts, any
  /// number where it is negative.
  static List<Object> split(String text, @Nullable String separator, long most) {
    if (separator == null) return words(text, most);
    requireText(separator);
    List<Object> parts = new ArrayList<>();
    int start = 0;
    while (most < 0 || parts.size() < most) {
      int end = JinjaText.find(text, separator, start);
      if (end < 0) break;
      parts.add(text.substring(start, end));
      start = end + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static void requireText(String separator) {
    if (separator.isEmpty()) throw new JinjaFault("empty separator");
  }

  private static List<Object> words(String text, long most) {
    List<Object> words = new ArrayList<>();
    int at = spaceEnd(text, 0);
    while (at < text.length()) {
      if (most >= 0 && words.size() >= most) {
        words.add(JinjaText.strip(text.substring(at), null, false, true));
        return words;
      }
      int end = at;
      while (end < text.length() && !JinjaText.isSpace(text.charAt(end))) end++;
      words.add(text.substring(at, end));
      at = spaceEnd(text, end);
    }
    return words;
  }

  private static int spaceEnd(String text, int from) {
    int at = from;
    while (at < text.length() && JinjaText.isSpace(text.charAt(at))) at++;
    return at;
  }

  /// `str.rsplit`: the cuts are counted from the right.
  static List<Object> splitFromRight(String text, @Nullable String separator, long most) {
    if (most < 0) return split(text, separator, -1);
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    if (separator == null) {
      wordsFromRight(text, most, parts);
    } else {
      requireText(separator);
      while (parts.size() < most) {
        int start =
            end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length());
        if (start < 0) break;
        parts.add(text.substring(start + separator.length(), end));
        end = start;
      }
      parts.add(text.substring(0, end));
    }
    Collections.reverse(parts);
    return parts;
  }

  private static void wordsFromRight(String text, long most, List<Object> parts) {
    int end = JinjaText.strip(text, null, false, true).length();
    while (end > 0) {
      if (parts.size() >= most) {
        parts.add(JinjaText.strip(text.substring(0, end), null, true, true));
        return;
      }
      int start = end;
      while (start > 0 && !JinjaText.isSpace(text.charAt(start - 1))) start--;
      parts.add(text.substring(start, end));
      end = JinjaText.strip(text.substring(0, start), null, false, true).length();
    }
  }

  /// `str.splitlines`.
  static List<Object> lines(String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !endsLine(text.charAt(end))) end++;
      int next = end == text.length() ? end : text.startsWith("\r\n", end) ? end + 2 : end + 1;
      lines.add(text.substring(start, keepEnds ? next : end));
      start = next;
    }
    return lines;
  }

  private static boolean endsLine(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  /// `str.partition` and `str.rpartition`: before, the separator, behind.
  static List<Object> partition(String text, String separator, boolean fromRight) {
    requireText(separator);
    int at = fromRight ? text.lastIndexOf(separator) : JinjaText.find(text, separator, 0);
    if (at < 0) return fromRight ? List.of("", "", text) : List.of(text, "", "");
    return List.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  /// `str.replace`: at most `most` times, any number where it is negative.
  static String replace(String text, String old, String by, long most, JinjaBudget budget) {
    if (most == 0) return text;
    if (old.isEmpty()) return spread(text, by, most, budget);
    int at = JinjaText.find(text, old, 0);
    if (at < 0) return text;
    StringBuilder out = new StringBuilder(text.length());
    int start = 0;
    for (long count = 0; at >= 0 && (most < 0 || count < most); count++) {
      out.append(text, start, at).append(by);
      budget.chars(by.length());
      if (out.length() > JinjaBudget.CHARS) budget.chars(out.length());
      start = at + old.length();
      at = JinjaText.find(text, old, start);
    }
    return out.append(text, start, text.length()).toString();
  }

  /// Puts `by` before every character and at the end, as Python replaces nothing by something.
  private static String spread(String text, String by, long most, JinjaBudget budget) {
    long times = JinjaText.length(text) + 1L;
    budget.chars(text.length() + times * by.length());
    StringBuilder out = new StringBuilder();
    long left = most < 0 ? Long.MAX_VALUE : most;
    for (Object character : JinjaText.characters(text)) {
      if (left-- > 0) out.append(by);
      out.append(character);
    }
    return left > 0 ? out.append(by).toString() : out.toString();
  }
}
