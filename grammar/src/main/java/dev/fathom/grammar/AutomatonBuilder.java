package dev.fathom.grammar;

import dev.fathom.grammar.Automaton.End;
import dev.fathom.grammar.Automaton.Enter;
import dev.fathom.grammar.Automaton.Fork;
import dev.fathom.grammar.Automaton.Round;
import dev.fathom.grammar.Automaton.State;
import dev.fathom.grammar.Automaton.Take;
import dev.fathom.grammar.Expression.Bytes;
import dev.fathom.grammar.Expression.Call;
import dev.fathom.grammar.Expression.Choice;
import dev.fathom.grammar.Expression.Repeat;
import dev.fathom.grammar.Expression.Rule;
import dev.fathom.grammar.Expression.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lays an expression out as an automaton. Everything is built from its end to its beginning, so a
/// state's successors are there before it.
final class AutomatonBuilder {
  private static final int MAX_STATES = 1 << 18;
  private static final int TIGHT = 16;
  private static final int MAX_LOOKS = 2_000;
  private static final Fork RESERVED = new Fork(new int[0]);

  private final List<State> states = new ArrayList<>();
  private final Map<Rule, Integer> beginnings = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Deque<Rule> waiting = new ArrayDeque<>();
  private int looks;

  private AutomatonBuilder() {}

  static Automaton build(Expression expression) {
    AutomatonBuilder builder = new AutomatonBuilder();
    int start = builder.beginning(new Rule("root").define(expression));
    builder.buildRules();
    Automaton.Classes classes = builder.classes();
    AutomatonCheck check = new AutomatonCheck(builder.states, builder.names);
    check.refuseLeftRecursion();
    return new Automaton(List.copyOf(builder.states), start, classes, check.living(start));
  }

  // a rule's first state is reserved when it is first called and filled in when its turn comes
  private void buildRules() {
    while (!waiting.isEmpty()) {
      Rule rule = waiting.remove();
      int first = build(rule.body(), add(new End()));
      states.set(beginning(rule), new Fork(new int[] {first}));
    }
  }

  private int beginning(Rule rule) {
    Integer known = beginnings.get(rule);
    if (known != null) {
      return known;
    }
    int reserved = add(RESERVED);
    beginnings.put(rule, reserved);
    names.put(reserved, rule.name());
    waiting.add(rule);
    return reserved;
  }

  private int build(Expression expression, int next) {
    return switch (expression) {
      case Bytes(ByteSet set, boolean mark) -> add(new Take(set, mark, next));
      case Sequence(List<Expression> parts) -> {
        int first = next;
        for (int i = parts.size() - 1; i >= 0; i--) {
          first = build(parts.get(i), first);
        }
        yield first;
      }
      case Choice(List<Expression> options) ->
          add(new Fork(options.stream().mapToInt(option -> build(option, next)).toArray()));
      case Repeat repeat -> build(repeat, next);
      case Call(Rule rule) -> add(new Enter(beginning(rule), next, isEnd(next)));
    };
  }

  private int build(Repeat repeat, int next) {
    boolean once = repeat.max() == 1 || (repeat.max() == Expression.UNBOUNDED && repeat.min() == 0);
    Expression part = once ? repeat.part() : called(repeat.part());
    boolean tight = isTight(repeat.part());
    int place = next;
    if (repeat.max() == Expression.UNBOUNDED) {
      place = add(RESERVED);
      states.set(place, new Round(add(fork(build(part, place), next)), place, tight));
    } else {
      Rounds optional = new Rounds(repeat.max() - repeat.min(), tight);
      place = rounds(optional, place, after -> fork(build(part, after), next));
    }
    return rounds(new Rounds(repeat.min(), tight), place, after -> fork(build(part, after)));
  }

  private interface RoundBody {
    Fork before(int place);
  }

  private record Rounds(int count, boolean tight) {}

  private int rounds(Rounds rounds, int end, RoundBody body) {
    int place = end;
    int alike = -1;
    for (int i = 1; i <= rounds.count; i++) {
      Fork fork = body.before(place);
      place = add(RESERVED);
      alike = i <= Automaton.COUNTED + 1 ? place : alike;
      states.set(place, new Round(add(fork), alike, rounds.tight));
    }
    return place;
  }

  private boolean isTight(Expression part) {
    looks = 0;
    return longest(part, 0) <= TIGHT;
  }

  /// The number of bytes of the longest text of `part`, as far as it is at most {@link #TIGHT}.
  private int longest(Expression part, int depth) {
    if (depth > TIGHT || ++looks > MAX_LOOKS) {
      return TIGHT + 1;
    }
    int longest = 0;
    switch (part) {
      case Bytes _ -> longest = 1;
      case Call(Rule rule) -> longest = longest(rule.body(), depth + 1);
      case Repeat repeat ->
          longest = Math.min(repeat.max(), TIGHT + 1) * longest(repeat.part(), depth + 1);
      case Sequence(List<Expression> parts) -> {
        for (int i = 0; i < parts.size() && longest <= TIGHT; i++) {
          longest += longest(parts.get(i), depth + 1);
        }
      }
      case Choice(List<Expression> options) -> {
        for (int i = 0; i < options.size() && longest <= TIGHT; i++) {
          longest = Math.max(longest, longest(options.get(i), depth + 1));
        }
      }
    }
    return longest;
  }

  private static Expression called(Expression part) {
    return part instanceof Call ? part : Expression.rule("repeated part", part);
  }

  private static Fork fork(int... next) {
    return new Fork(next);
  }

  private boolean isEnd(int state) {
    return states.get(state) instanceof End;
  }

  private int add(State state) {
    if (states.size() == MAX_STATES) {
      throw new GrammarException(
          "the grammar needs more than 262,144 states; repeat less, or less deeply");
    }
    states.add(state);
    return states.size() - 1;
  }

  /// Bytes are of one class if no set of the automaton tells them apart.
  private Automaton.Classes classes() {
    Set<ByteSet> sets = new HashSet<>();
    for (State state : states) {
      if (state instanceof Take take) {
        sets.add(take.set());
      }
    }
    int[] of = new int[256];
    int count = 1;
    for (ByteSet set : sets) {
      Map<Integer, Integer> split = new HashMap<>();
      for (int b = 0; b < of.length; b++) {
        of[b] = split.computeIfAbsent(2 * of[b] + (set.contains(b) ? 1 : 0), _ -> split.size());
      }
      count = split.size();
      if (count == of.length) {
        break;
      }
    }
    byte[] small = new byte[of.length];
    for (int b = 0; b < of.length; b++) {
      small[b] = (byte) of[b];
    }
    return new Automaton.Classes(small, count);
  }
}
