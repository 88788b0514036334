package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;

/// The solver of countdown, whose search is the trace.
///
/// Three numbers: each in turn is kept for the end. What the other two can make stands left of the
/// bar, what would be needed stands right of it; a number on both sides is the solution, otherwise
/// `<back>`. All three dead means there is none.
///
///     3 | 7+5=12 7-5=2 7*5=35 | 36-3=33 36+3=39 36/3=12 36*3=108
///     (7+5)*3
///
/// Four numbers: a first step makes three of them; in a third of the traces a dead end is shown
/// before one that leads on.
///
/// @param roots the first steps tried, the last of them good; for three numbers the only one
record CountdownSearch(List<List<Sum>> roots, int target, String solution) {
  /// A number and the expression that makes it.
  record Sum(int value, String text, boolean weak, boolean single) {
    static Sum of(int number) {
      return new Sum(number, Integer.toString(number), false, true);
    }

    static int value(int a, char sign, int b) {
      return switch (sign) {
        case '+' -> a + b;
        case '-' -> a - b;
        case '*' -> a * b;
        default -> a / b;
      };
    }

    /// Null where the step makes nothing from 1 up.
    static @org.jspecify.annotations.Nullable Sum made(Sum a, char sign, Sum b) {
      boolean possible =
          switch (sign) {
            case '-' -> a.value > b.value;
            case '/' -> b.value > 1 && a.value % b.value == 0;
            default -> true;
          };
      if (!possible) {
        return null;
      }
      boolean strong = sign == '*' || sign == '/';
      String left = strong && a.weak ? "(" + a.text + ")" : a.text;
      boolean enclosed = !b.single && (sign != '+' && (b.weak || sign == '/'));
      String right = enclosed ? "(" + b.text + ")" : b.text;
      return new Sum(value(a.value, sign, b.value), left + sign + right, !strong, false);
    }
  }

  /// Whether four numbers make the target, by way of three.
  static boolean solvable(List<Integer> four, int target) {
    List<Sum> start = four.stream().map(Sum::of).toList();
    return firstSteps(start).stream().anyMatch(three -> !solution(three, target).isEmpty());
  }

  /// Throws {@link IllegalArgumentException} where there is no solution.
  static CountdownSearch of(List<Integer> numbers, int target, Draw draw) {
    List<Sum> start = numbers.stream().map(Sum::of).toList();
    if (start.size() == 3) {
      return new CountdownSearch(List.of(start), target, needed(solution(start, target)));
    }
    List<List<Sum>> tried = new ArrayList<>();
    int wanted = draw.below(3) / 2;
    for (List<Sum> three : draw.shuffled(firstSteps(start))) {
      String found = solution(three, target);
      if (!found.isEmpty()) {
        if (fitting(three, 0, target).isEmpty() && fitting(three, 1, target).isEmpty()) {
          tried.clear(); // the way itself is long enough
        }
        tried.add(three);
        return new CountdownSearch(tried, target, found);
      }
      if (tried.size() < wanted) {
        tried.add(three);
      }
    }
    throw new IllegalArgumentException("no way from " + numbers + " to " + target);
  }

  void write(Scratchpad pad) {
    for (List<Sum> three : roots) {
      boolean good = three.equals(roots.getLast());
      if (roots.getFirst().stream().anyMatch(s -> !s.single)) {
        Sum first = three.getFirst();
        pad.line(
            first.text + "=" + first.value + " | " + three.get(1).text + " " + three.get(2).text);
      }
      for (int kept = 0; kept < 3; kept++) {
        boolean found = !fitting(three, kept, target).isEmpty();
        pad.line(attempt(three, kept) + (found ? "" : " " + Scratchpad.BACK));
        if (found) {
          break;
        }
      }
      if (!good) {
        pad.line(Scratchpad.BACK);
      }
    }
    pad.line(solution);
  }

  private String attempt(List<Sum> three, int kept) {
    int c = three.get(kept).value;
    StringBuilder line = new StringBuilder().append(c).append(" |");
    for (Sum sum : pairs(three, kept)) {
      line.append(' ').append(plainText(sum, three, kept));
    }
    line.append(" | ").append(target > c ? target + "-" + c + "=" + (target - c) : "");
    line.append(target > c ? " " : "").append(target + "+" + c + "=" + (target + c));
    line.append(target % c == 0 ? " " + target + "/" + c + "=" + target / c : "");
    line.append(" " + target + "*" + c + "=" + target * c);
    line.append(c > target ? " " + c + "-" + target + "=" + (c - target) : "");
    line.append(c > target && c % target == 0 ? " " + c + "/" + target + "=" + c / target : "");
    return line.toString();
  }

  /// In values, not in expressions: `12-3=9` where 12 was made of `7+5`.
  private static String plainText(Sum sum, List<Sum> three, int kept) {
    Sum a = Sum.of(three.get(kept == 0 ? 1 : 0).value);
    Sum b = Sum.of(three.get(kept == 2 ? 1 : 2).value);
    for (Sum plain : results(a, b)) {
      if (plain.value == sum.value) {
        return plain.text + "=" + plain.value;
      }
    }
    throw new IllegalStateException("no step makes " + sum.value);
  }

  private static List<Sum> pairs(List<Sum> three, int kept) {
    return results(three.get(kept == 0 ? 1 : 0), three.get(kept == 2 ? 1 : 2));
  }

  /// All that two numbers make, the larger first.
  private static List<Sum> results(Sum a, Sum b) {
    Sum high = a.value >= b.value ? a : b;
    Sum low = a.value >= b.value ? b : a;
    List<Sum> made = new ArrayList<>();
    for (char sign : "+-*/".toCharArray()) {
      Sum sum = Sum.made(high, sign, low);
      if (sum != null && made.stream().noneMatch(m -> m.value == sum.value)) {
        made.add(sum);
      }
    }
    return made;
  }

  private static List<List<Sum>> firstSteps(List<Sum> four) {
    List<List<Sum>> steps = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (int j = i + 1; j < 4; j++) {
        List<Sum> rest = new ArrayList<>(four);
        rest.remove(j);
        rest.remove(i);
        for (Sum made : results(four.get(i), four.get(j))) {
          steps.add(List.of(made, rest.get(0), rest.get(1)));
        }
      }
    }
    return steps;
  }

  private static String needed(String solution) {
    if (solution.isEmpty()) {
      throw new IllegalArgumentException("countdown without a solution");
    }
    return solution;
  }

  /// Empty where three numbers do not make the target.
  private static String solution(List<Sum> three, int target) {
    for (int kept = 0; kept < 3; kept++) {
      String found = fitting(three, kept, target);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return "";
  }

  private static String fitting(List<Sum> three, int kept, int target) {
    Sum c = three.get(kept);
    for (Sum pair : pairs(three, kept)) {
      for (Sum whole : results(pair, c)) {
        if (whole.value == target) {
          return whole.text;
        }
      }
    }
    return "";
  }
}
