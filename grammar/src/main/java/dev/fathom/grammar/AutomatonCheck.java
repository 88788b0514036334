package dev.fathom.grammar;

import dev.fathom.grammar.Automaton.End;
import dev.fathom.grammar.Automaton.Enter;
import dev.fathom.grammar.Automaton.Fork;
import dev.fathom.grammar.Automaton.Round;
import dev.fathom.grammar.Automaton.State;
import dev.fathom.grammar.Automaton.Take;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What must hold before an automaton may run. Everything here takes time in proportion to the
/// automaton's size, and no recursion of its own: a grammar may come from a stranger.
final class AutomatonCheck {
  private final List<State> states;
  private final Map<Integer, String> names;

  /// @param names of the rules, by their first states
  AutomatonCheck(List<State> states, Map<Integer, String> names) {
    this.states = states;
    this.names = names;
  }

  /// For each state whether a text can be finished from it; one must be, from `start`.
  boolean[] living(int start) {
    boolean[] living = reachTheEnd(true);
    if (!living[start]) {
      throw new GrammarException(
          "no text belongs to this grammar: whatever is said, something else must follow");
    }
    return living;
  }

  /// Refuses rules that call themselves before they have taken a byte.
  void refuseLeftRecursion() {
    Map<Integer, int[]> calls = firstCalls();
    Map<Integer, Integer> callers = new HashMap<>();
    calls.values().forEach(called -> Arrays.stream(called).forEach(r -> count(callers, r, 1)));
    Deque<Integer> free = new ArrayDeque<>();
    calls.keySet().stream().filter(r -> !callers.containsKey(r)).forEach(free::add);
    // whoever is called first by nobody that is left, is on no circle
    while (!free.isEmpty()) {
      for (int called : calls.getOrDefault(free.peek(), new int[0])) {
        if (count(callers, called, -1) == 0) {
          free.add(called);
        }
      }
      calls.remove(free.remove());
    }
    if (!calls.isEmpty()) {
      throw new GrammarException(
          "rule '"
              + onACircle(calls)
              + "' begins with itself (left recursion); write it as a"
              + " repetition, or with itself at the end");
    }
  }

  private static int count(Map<Integer, Integer> counts, int key, int more) {
    return counts.merge(key, more, Integer::sum);
  }

  // from any that is left, going on to one that is left too must run into a circle
  private String onACircle(Map<Integer, int[]> calls) {
    Map<Integer, Integer> caller = new HashMap<>();
    calls.forEach((r, called) -> Arrays.stream(called).forEach(c -> caller.put(c, r)));
    int rule = calls.keySet().iterator().next();
    for (int i = 0; i < calls.size(); i++) {
      rule = caller.getOrDefault(rule, rule);
    }
    return names.getOrDefault(rule, "root");
  }

  /// For each rule the rules that it may call before a byte is taken.
  private Map<Integer, int[]> firstCalls() {
    boolean[] skippable = reachTheEnd(false);
    Map<Integer, int[]> calls = new HashMap<>();
    BitSet seen = new BitSet();
    for (int rule : names.keySet()) {
      BitSet called = new BitSet();
      Deque<Integer> open = new ArrayDeque<>(List.of(rule));
      while (!open.isEmpty()) {
        int at = open.pop();
        if (seen.get(at)) {
          continue;
        }
        seen.set(at);
        switch (states.get(at)) {
          case Take _, End _ -> {}
          case Fork fork -> Arrays.stream(fork.next()).forEach(open::push);
          case Round round -> open.push(round.next());
          case Enter enter -> {
            called.set(enter.rule());
            if (skippable[enter.rule()]) {
              open.push(enter.next());
            }
          }
        }
      }
      calls.put(rule, called.stream().toArray());
    }
    return calls;
  }

  /// For each state whether the end of its rule can be reached from it.
  ///
  /// @param taking whether bytes may be taken on the way
  private boolean[] reachTheEnd(boolean taking) {
    int[][] before = predecessors();
    boolean[] reach = new boolean[states.size()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < reach.length; i++) {
      if (states.get(i) instanceof End) {
        reach[i] = true;
        open.add(i);
      }
    }
    while (!open.isEmpty()) {
      for (int state : before[open.pop()]) {
        if (!reach[state] && reaches(states.get(state), reach, taking)) {
          reach[state] = true;
          open.push(state);
        }
      }
    }
    return reach;
  }

  private static boolean reaches(State state, boolean[] reach, boolean taking) {
    return switch (state) {
      case Take take -> taking && !take.set().isEmpty() && reach[take.next()];
      case Fork fork -> Arrays.stream(fork.next()).anyMatch(next -> reach[next]);
      case Round round -> reach[round.next()];
      case Enter enter -> reach[enter.rule()] && reach[enter.next()];
      case End _ -> true;
    };
  }

  private int[][] predecessors() {
    int[] counts = new int[states.size()];
    for (State state : states) {
      for (int next : successors(state)) {
        counts[next]++;
      }
    }
    int[][] before = new int[states.size()][];
    Arrays.setAll(before, i -> new int[counts[i]]);
    for (int i = 0; i < before.length; i++) {
      for (int next : successors(states.get(i))) {
        before[next][--counts[next]] = i;
      }
    }
    return before;
  }

  private static int[] successors(State state) {
    return switch (state) {
      case Take take -> new int[] {take.next()};
      case Fork fork -> fork.next();
      case Round round -> new int[] {round.next()};
      case Enter enter -> new int[] {enter.rule(), enter.next()};
      case End _ -> new int[0];
    };
  }
}
