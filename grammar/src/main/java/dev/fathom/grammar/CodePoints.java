package dev.fathom.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// A set of Unicode characters (code points without surrogates), as ascending ranges that do not
/// touch. Immutable.
record CodePoints(List<Range> ranges) {
  static final int LAST = 0x10FFFF;
  static final CodePoints NONE = new CodePoints(List.of());
  static final CodePoints ALL = NONE.complement();

  /// The characters from `first` to `last`, both within.
  record Range(int first, int last) {}

  static CodePoints of(int codePoint) {
    return range(codePoint, codePoint);
  }

  static CodePoints range(int first, int last) {
    return normal(List.of(new Range(first, last)));
  }

  /// Those of which `test` is true.
  static CodePoints where(IntPredicate test) {
    List<Range> ranges = new ArrayList<>();
    int first = -1;
    for (int c = 0; c <= LAST + 1; c++) {
      boolean within = c <= LAST && test.test(c);
      if (within && first < 0) {
        first = c;
      } else if (!within && first >= 0) {
        ranges.add(new Range(first, c - 1));
        first = -1;
      }
    }
    return normal(ranges);
  }

  CodePoints or(CodePoints other) {
    List<Range> both = new ArrayList<>(ranges);
    both.addAll(other.ranges);
    return normal(both);
  }

  /// The union of `sets`, which may be many.
  static CodePoints union(List<CodePoints> sets) {
    return normal(sets.stream().flatMap(set -> set.ranges.stream()).toList());
  }

  CodePoints and(CodePoints other) {
    return complement().or(other.complement()).complement();
  }

  CodePoints without(CodePoints other) {
    return complement().or(other).complement();
  }

  CodePoints complement() {
    List<Range> gaps = new ArrayList<>();
    int next = 0;
    for (Range range : ranges) {
      gaps.add(new Range(next, range.first - 1));
      next = range.last + 1;
    }
    gaps.add(new Range(next, LAST));
    return normal(gaps);
  }

  boolean contains(int codePoint) {
    return ranges.stream().anyMatch(r -> r.first <= codePoint && codePoint <= r.last);
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  private static CodePoints normal(List<Range> ranges) {
    List<Range> sorted = new ArrayList<>();
    for (Range range : ranges) {
      // surrogates are no characters
      add(sorted, range.first, Math.min(range.last, 0xD7FF));
      add(sorted, Math.max(range.first, 0xE000), range.last);
    }
    sorted.sort((a, b) -> Integer.compare(a.first, b.first));
    List<Range> merged = new ArrayList<>();
    for (Range range : sorted) {
      Range last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && range.first <= last.last + 1) {
        merged.set(merged.size() - 1, new Range(last.first, Math.max(last.last, range.last)));
      } else {
        merged.add(range);
      }
    }
    return new CodePoints(List.copyOf(merged));
  }

  private static void add(List<Range> ranges, int first, int last) {
    if (first <= last) {
      ranges.add(new Range(first, last));
    }
  }
}
