package dev.fathom.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts runs of combining marks into canonical order, in n log n time. The JDK does not tell
/// combining classes, but its normalizer puts two marks in order, so it can be asked about two at a
/// time.
final class CombiningOrder {
  // class 230 and class 1: every other class but 0 is ordered against one of them
  private static final String HIGH = "\u0301";
  private static final String LOW = "\u0334";

  private final Normalizer.Form decomposed;
  private final Map<Integer, int[]> decompositions = new HashMap<>();
  private final Map<Integer, Boolean> moving = new HashMap<>();

  // one mark of each class seen, the lowest class first; a mark's place here is its rank
  private final List<String> classes = new ArrayList<>();
  private final Map<Integer, String> representatives = new HashMap<>();
  private final IdList run = new IdList();

  CombiningOrder(Normalizer.Form decomposed) {
    this.decomposed = decomposed;
  }

  /// Takes the next character; appends what is in order for sure to `out`, decomposed.
  void add(int codePoint, StringBuilder out) {
    for (int c : decompositions.computeIfAbsent(codePoint, this::decompose)) {
      if (moving.computeIfAbsent(c, CombiningOrder::moves)) {
        run.add(c);
      } else {
        flush(out);
        out.appendCodePoint(c);
      }
    }
  }

  /// Appends the marks that wait.
  void flush(StringBuilder out) {
    int[] marks = run.toArray();
    for (int mark : marks) {
      representatives.computeIfAbsent(mark, this::representative);
    }
    long[] order = new long[marks.length];
    for (int i = 0; i < order.length; i++) {
      // the place in the run keeps marks of one class in their order
      order[i] = ((long) classes.indexOf(representatives.get(marks[i])) << 32) | i;
    }
    Arrays.sort(order);
    for (long entry : order) {
      out.appendCodePoint(marks[(int) entry]);
    }
    run.clear();
  }

  private int[] decompose(int codePoint) {
    return Normalizer.normalize(Character.toString(codePoint), decomposed).codePoints().toArray();
  }

  private static boolean moves(int codePoint) {
    String mark = Character.toString(codePoint);
    return codePoint >= 0x300
        && (mark.equals(HIGH) || mark.equals(LOW) || swaps(mark, LOW) || swaps(HIGH, mark));
  }

  private String representative(int codePoint) {
    String mark = Character.toString(codePoint);
    int at = 0;
    while (at < classes.size() && swaps(mark, classes.get(at))) {
      at++;
    }
    if (at < classes.size() && !swaps(classes.get(at), mark)) {
      return classes.get(at);
    }
    classes.add(at, mark);
    return mark;
  }

  private static boolean swaps(String first, String second) {
    return !first.equals(second)
        && Normalizer.normalize(first + second, Normalizer.Form.NFD).equals(second + first);
  }
}
