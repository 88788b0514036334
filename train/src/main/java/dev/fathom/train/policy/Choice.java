package dev.fathom.train.policy;

import dev.fathom.train.evaluate.Answered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which verified answers to a question are kept: the shortest first, then the shortest that are
/// not nearly the same as one already kept.
final class Choice {
  /// Share of common lines from which two thoughts are nearly the same.
  private static final double SAME = 0.8;

  private Choice() {}

  static List<Answered> of(List<Answered> right, int most) {
    List<Answered> sorted = new ArrayList<>(right);
    sorted.sort(
        Comparator.comparingInt((Answered each) -> each.thought().length())
            .thenComparing(Answered::thought));
    List<Answered> kept = new ArrayList<>();
    List<Set<String>> seen = new ArrayList<>();
    for (Answered each : sorted) {
      Set<String> lines = new HashSet<>(each.thought().lines().map(String::strip).toList());
      if (kept.size() < most && seen.stream().noneMatch(other -> likeness(lines, other) > SAME)) {
        kept.add(each);
        seen.add(lines);
      }
    }
    return kept;
  }

  /// Common lines over all lines (Jaccard).
  private static double likeness(Set<String> one, Set<String> two) {
    Set<String> common = new HashSet<>(one);
    common.retainAll(two);
    Set<String> all = new HashSet<>(one);
    all.addAll(two);
    return all.isEmpty() ? 1 : (double) common.size() / all.size();
  }
}
