package dev.fathom.text;

import java.util.List;

/// Cuts a stream of text off at the first of some stop strings, which itself is never shown: text
/// that may be the beginning of one is held back. The first is the one that is complete first, so
/// the result does not depend on how the stream was cut. One a generation; not for several threads.
public final class StopFilter {
  private final List<String> stops;
  private final int longest;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  /// A filter for `stops`, none of which may be empty.
  public StopFilter(List<String> stops) {
    if (stops.contains("")) {
      throw new IllegalArgumentException("a stop string must not be empty");
    }
    this.stops = List.copyOf(stops);
    this.longest = stops.stream().mapToInt(String::length).max().orElse(0);
  }

  /// Takes `text`; returns what may be shown for sure now, perhaps nothing.
  public String push(String text) {
    if (stopped || stops.isEmpty()) {
      return stopped ? "" : text;
    }
    int seen = held.length();
    held.append(text);
    for (int end = seen + 1; end <= held.length(); end++) {
      int start = stopEndingAt(end);
      if (start >= 0) {
        stopped = true;
        String shown = held.substring(0, start);
        held.setLength(0);
        return shown;
      }
    }
    return release(held.length() - beginningLength());
  }

  /// Whether a stop string has come; nothing is shown after that.
  public boolean stopped() {
    return stopped;
  }

  /// What was held back, when no more text comes.
  public String finish() {
    return release(held.length());
  }

  private String release(int length) {
    String shown = held.substring(0, length);
    held.delete(0, length);
    return shown;
  }

  /// Where the longest stop string that ends at `end` begins, or -1.
  private int stopEndingAt(int end) {
    int start = -1;
    for (String stop : stops) {
      int from = end - stop.length();
      if (from >= 0 && (start < 0 || from < start) && holdsAt(stop, from, stop.length())) {
        start = from;
      }
    }
    return start;
  }

  /// The length of the longest end of the held text that begins a stop string.
  private int beginningLength() {
    int from = Math.max(0, held.length() - longest + 1);
    while (from < held.length() && !beginsStop(from)) {
      from++;
    }
    return held.length() - from;
  }

  private boolean beginsStop(int from) {
    int length = held.length() - from;
    return stops.stream().anyMatch(s -> s.length() > length && holdsAt(s, from, length));
  }

  private boolean holdsAt(String stop, int from, int length) {
    for (int i = length - 1; i >= 0; i--) {
      if (held.charAt(from + i) != stop.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
