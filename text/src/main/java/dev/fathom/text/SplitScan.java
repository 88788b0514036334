package dev.fathom.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One walk of a split pattern's programs over a text: finds match after match. Backtracking lies
/// on a heap stack, and a budget of tries ends patterns that would take exponential time.
final class SplitScan {
  private static final long TRIES = 10_000_000;
  private static final long TRIES_PER_CHARACTER = 256;

  private final String source;
  private final SplitProgram[] ways;
  private final String text;
  private final int[] failedUntil;
  private int[] stack = new int[48];
  private int depth;
  private long tries;
  private int place;
  private int step;
  private int attempt;
  private @Nullable SplitProgram leading;
  private int runEnd;
  private int start;
  private int end;

  /// @param source the pattern, for messages
  /// @param ways its alternatives, the first tried first; read only
  SplitScan(String source, SplitProgram[] ways, String text) {
    this.source = source;
    this.ways = ways;
    this.text = text;
    this.failedUntil = new int[ways.length];
    this.tries = TRIES + TRIES_PER_CHARACTER * text.length();
  }

  /// Finds the first match at `from` or behind it; see {@link #start} and {@link #end}.
  boolean find(int from) {
    int last = text.length();
    for (int at = from; at < last; at += Character.isHighSurrogate(text.charAt(at)) ? 2 : 1) {
      if (matchAt(at)) {
        return true;
      }
    }
    return false;
  }

  /// Where the match begins.
  int start() {
    return start;
  }

  /// Where the match ends.
  int end() {
    return end;
  }

  private boolean matchAt(int at) {
    attempt = at;
    for (int way = 0; way < ways.length; way++) {
      if (at < failedUntil[way]) {
        continue;
      }
      runEnd = at;
      leading = ways[way];
      int stop = run(ways[way], at);
      if (stop > at) {
        start = at;
        end = stop;
        return true;
      }
      if (ways[way].beginsWithRun) {
        failedUntil[way] = runEnd;
      }
    }
    return false;
  }

  /// Where `program`'s match at `from` ends, -1 if there is none.
  private int run(SplitProgram program, int from) {
    int base = depth;
    place = from;
    step = 0;
    while (program.kind(step) != SplitProgram.DONE) {
      if (!advance(program) && !retreat(base)) {
        return -1;
      }
    }
    depth = base;
    return place;
  }

  private boolean advance(SplitProgram program) {
    int now = step;
    int a = program.a(now);
    switch (program.kind(now)) {
      case SplitProgram.ONE -> place = program.sets[a].step(text, place);
      case SplitProgram.RUN -> takeRun(program, now);
      case SplitProgram.WHOLE_RUN -> place = endOfRun(program, now);
      case SplitProgram.FORK -> push(program.b(now), place, place);
      case SplitProgram.AHEAD -> look(program.parts[a], program.b(now) == 1);
      case SplitProgram.BEHIND -> place = behind(program.sets[a], program.b(now) == 1);
      case SplitProgram.ATOMIC -> place = run(program.parts[a], place);
      case SplitProgram.PLACE -> place = atEdge(program.edges[a]);
      default -> {}
    }
    boolean jump = program.kind(now) == SplitProgram.FORK || program.kind(now) == SplitProgram.GO;
    step = jump ? a : now + 1;
    return place >= 0;
  }

  /// Takes up the last other possibility; false if none is left.
  private boolean retreat(int base) {
    if (depth == base) {
      return false;
    }
    if (--tries < 0) {
      throw new TokenizerException("the split pattern '" + source + "' takes too long on a text");
    }
    depth -= 3;
    step = stack[depth];
    int least = stack[depth + 1];
    place = stack[depth + 2];
    if (place > least) {
      place -= Character.isLowSurrogate(text.charAt(place - 1)) ? 2 : 1;
      if (place > least) {
        push(step, least, place);
      }
    }
    return true;
  }

  // an entry (step, least, place) stands for all places from one character before `place` to
  // `least`
  private void takeRun(SplitProgram program, int now) {
    int from = place;
    int stop = endOfRun(program, now);
    if (now == 0 && from == attempt && program == leading) {
      runEnd = Math.max(stop, from);
    }
    if (stop > from) {
      int least = from;
      for (int i = 0; i < program.b(now); i++) {
        least += Character.isHighSurrogate(text.charAt(least)) ? 2 : 1;
      }
      if (least < stop) {
        push(now + 1, least, stop);
      }
    }
    place = stop;
  }

  private int endOfRun(SplitProgram program, int now) {
    CharacterClass set = program.sets[program.a(now)];
    int most = program.c(now);
    int at = place;
    int count = 0;
    while (count < most) {
      int next = set.step(text, at);
      if (next < 0) {
        break;
      }
      at = next;
      count++;
    }
    return count < program.b(now) ? -1 : at;
  }

  private void look(SplitProgram part, boolean wanted) {
    int here = place;
    place = run(part, here) >= 0 == wanted ? here : -1;
  }

  private int behind(CharacterClass set, boolean wanted) {
    boolean there = place > 0 && set.test(text.codePointBefore(place));
    return there == wanted ? place : -1;
  }

  private int atEdge(SplitTree.Edge edge) {
    boolean there =
        switch (edge) {
          case LINE_START -> place == 0 || text.charAt(place - 1) == '\n';
          case LINE_END -> place == text.length() || text.charAt(place) == '\n';
          case TEXT_START -> place == 0;
          case TEXT_END -> place == text.length();
        };
    return there ? place : -1;
  }

  private void push(int target, int least, int at) {
    if (depth + 3 > stack.length) {
      stack = Arrays.copyOf(stack, 2 * stack.length);
    }
    stack[depth] = target;
    stack[depth + 1] = least;
    stack[depth + 2] = at;
    depth += 3;
  }
}
