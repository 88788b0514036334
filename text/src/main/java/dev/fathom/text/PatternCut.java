package dev.fathom.text;

import java.util.ArrayList;
import java.util.List;

/// Cuts at the matches of a pattern.
record PatternCut(SplitPattern pattern, Behavior behavior, boolean inverted) implements Cut {
  /// What becomes of the matches (or, inverted, of what lies between them).
  enum Behavior {
    REMOVED,
    ISOLATED,
    MERGED_WITH_PREVIOUS,
    MERGED_WITH_NEXT,
    CONTIGUOUS
  }

  private record Span(int from, int to, boolean match) {
    Span upTo(Span last) {
      return new Span(from, last.to, match);
    }
  }

  @Override
  public void cut(String text, boolean first, Words out) {
    SplitScan scan = pattern.scan(text);
    if (behavior == Behavior.ISOLATED) {
      isolate(text, first, scan, out);
      return;
    }
    for (Span span : grouped(spans(text, scan))) {
      out.take(text.substring(span.from, span.to), first && span.from == 0);
    }
  }

  private static void isolate(String text, boolean first, SplitScan scan, Words out) {
    int from = 0;
    while (scan.find(from)) {
      if (scan.start() > from) {
        out.take(text.substring(from, scan.start()), first && from == 0);
      }
      out.take(text.substring(scan.start(), scan.end()), first && scan.start() == 0);
      from = scan.end();
    }
    if (from < text.length()) {
      out.take(text.substring(from), first && from == 0);
    }
  }

  private List<Span> spans(String text, SplitScan scan) {
    List<Span> spans = new ArrayList<>();
    int from = 0;
    while (scan.find(from)) {
      if (scan.start() > from) {
        spans.add(new Span(from, scan.start(), inverted));
      }
      spans.add(new Span(scan.start(), scan.end(), !inverted));
      from = scan.end();
    }
    if (from < text.length()) {
      spans.add(new Span(from, text.length(), inverted));
    }
    return spans;
  }

  private List<Span> grouped(List<Span> spans) {
    return switch (behavior) {
      case ISOLATED -> spans;
      case REMOVED -> spans.stream().filter(span -> !span.match).toList();
      case CONTIGUOUS -> contiguous(spans);
      case MERGED_WITH_PREVIOUS -> withPrevious(spans);
      case MERGED_WITH_NEXT -> withNext(spans);
    };
  }

  private static List<Span> contiguous(List<Span> spans) {
    List<Span> groups = new ArrayList<>();
    for (Span span : spans) {
      if (!groups.isEmpty() && groups.getLast().match == span.match) {
        groups.set(groups.size() - 1, groups.getLast().upTo(span));
      } else {
        groups.add(span);
      }
    }
    return groups;
  }

  // of matches in a row only the first is merged, as in Hugging Face's tokenizers
  private static List<Span> withPrevious(List<Span> spans) {
    List<Span> groups = new ArrayList<>();
    boolean afterMatch = false;
    for (Span span : spans) {
      if (span.match && !afterMatch && !groups.isEmpty()) {
        groups.set(groups.size() - 1, groups.getLast().upTo(span));
      } else {
        groups.add(span);
      }
      afterMatch = span.match;
    }
    return groups;
  }

  private static List<Span> withNext(List<Span> spans) {
    List<Span> groups = new ArrayList<>();
    boolean beforeMatch = false;
    for (Span span : spans.reversed()) {
      if (span.match && !beforeMatch && !groups.isEmpty()) {
        groups.set(groups.size() - 1, span.upTo(groups.getLast()));
      } else {
        groups.add(span);
      }
      beforeMatch = span.match;
    }
    return groups.reversed();
  }
}
