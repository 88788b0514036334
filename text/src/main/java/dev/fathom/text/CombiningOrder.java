package dev.fathom.text;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// The canonical order of combining marks, found out from the JDK's normalizer, which does not tell
/// combining classes: it puts two marks in order, so it can be asked about two at a time.
final class CombiningOrder implements Comparator<String> {
  // class 230 and class 1: every other class but 0 is ordered against one of them
  private static final String HIGH = "\u0301";
  private static final String LOW = "\u0334";

  private final Map<String, Boolean> moving = new HashMap<>();
  private final Map<String, Integer> known = new HashMap<>();

  /// Whether `mark` has a combining class other than 0.
  boolean moves(String mark) {
    return mark.charAt(0) >= 0x300
        && moving.computeIfAbsent(
            mark, m -> m.equals(HIGH) || m.equals(LOW) || swaps(m, LOW) || swaps(HIGH, m));
  }

  @Override
  public int compare(String a, String b) {
    return a.equals(b)
        ? 0
        : known.computeIfAbsent(a + b, _ -> swaps(a, b) ? 1 : swaps(b, a) ? -1 : 0);
  }

  private static boolean swaps(String first, String second) {
    return Normalizer.normalize(first + second, Normalizer.Form.NFD).equals(second + first)
        && !first.equals(second);
  }
}
