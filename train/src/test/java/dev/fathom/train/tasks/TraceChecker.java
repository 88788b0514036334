package dev.fathom.train.tasks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks every sum in a trace again, knowing nothing of how traces are made: an arithmetic of its
/// own, and the rules of the format (docs in `Columns` and `Scratchpad`).
final class TraceChecker {
  private static final Pattern HEADING = Pattern.compile("[-\\d+*/]+:");
  private static final Pattern EQUATION = Pattern.compile("(-?[\\d+*/()-]+)=(-?[\\d+*/()-]+)");
  private static final Pattern RESULT = Pattern.compile("=(-?\\d+)(?: r(\\d+))?");
  private static final Pattern COLUMN =
      Pattern.compile("(\\d+)([+*-])(\\d)([+-])(\\d)=(\\d+) ([cb])(\\d+)");
  private static final Pattern ORDER = Pattern.compile("(\\d)([<>=])(\\d)");
  private static final Pattern CELL = Pattern.compile("r\\dc\\d: (\\d) (\\d) (\\d) -> (\\d)");

  /// Equations found true.
  long checked;

  /// Wrong lines taken back.
  long mistakes;

  private String heading = "";
  private String column = "";
  private long lastCarry;

  /// Throws {@link AssertionError} with the line that is wrong.
  void check(String trace) {
    heading = "";
    column = "";
    String[] lines = trace.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].endsWith(" <back> wait, no") || lines[i].endsWith(" <back> Moment, nein")) {
        demand(i + 1 < lines.length, lines[i], "nothing follows the mistake");
        String wrong = lines[i].substring(0, lines[i].indexOf(" <back>"));
        demand(!wrong.equals(lines[i + 1]), lines[i], "the mistake is none");
        mistakes++;
      } else {
        line(lines[i].replace(" <back>", ""));
      }
    }
    demand(heading.isEmpty(), heading, "never finished");
  }

  private void line(String line) {
    boolean marked = line.contains(" c") || line.contains(" b");
    Matcher columns = COLUMN.matcher(marked ? line : "");
    Matcher result = RESULT.matcher(line.startsWith("=") ? line : "");
    if (line.endsWith(":") && HEADING.matcher(line).matches()) {
      demand(heading.isEmpty(), line, "inside of " + heading);
      heading = line.substring(0, line.length() - 1);
      column = "";
      lastCarry = 0;
    } else if (columns.matches()) {
      column(line, columns);
    } else if (!heading.isEmpty() && result.matches()) {
      result(line, result);
    } else {
      pieces(line);
    }
  }

  private void column(String line, Matcher c) {
    long value = worth(c.group(1) + c.group(2) + c.group(3) + c.group(4) + c.group(5));
    demand(value == Long.parseLong(c.group(6)), line, "is " + value);
    long marked = Long.parseLong(c.group(8));
    long wanted = c.group(7).equals("c") ? value / 10 : Long.parseLong(c.group(1)) / 10;
    demand(marked == wanted, line, "carry or borrow is " + wanted);
    column = value % 10 + column;
    lastCarry = c.group(7).equals("c") ? marked : 0;
    checked++;
  }

  private void result(String line, Matcher r) {
    long found = Long.parseLong(r.group(1));
    if (r.group(2) != null || heading.contains("/")) {
      String[] parts = heading.split("/", -1);
      long rest = r.group(2) == null ? 0 : Long.parseLong(r.group(2));
      long again = found * Long.parseLong(parts[1]) + rest;
      demand(again == Long.parseLong(parts[0]), line, heading + " is wrong");
    } else {
      demand(found == worth(heading), line, heading + " is " + worth(heading));
      long assembled = Long.parseLong((lastCarry == 0 ? "" : lastCarry) + column);
      demand(String.valueOf(found).replaceAll("0+$", "").equals(trimmed(assembled)), line, column);
    }
    heading = "";
    checked++;
  }

  private static String trimmed(long assembled) {
    return String.valueOf(assembled).replaceAll("0+$", "");
  }

  private void pieces(String line) {
    Matcher cell = CELL.matcher(line.startsWith("r") ? line : "");
    if (cell.matches()) {
      List<String> four = List.of(cell.group(1), cell.group(2), cell.group(3), cell.group(4));
      demand(four.stream().distinct().count() == 4, line, "not four values");
    }
    for (String piece : line.split(" ", -1)) {
      if (!piece.contains("=") && !piece.contains("<") && !piece.contains(">")) {
        continue;
      }
      Matcher equation = EQUATION.matcher(piece);
      Matcher order = ORDER.matcher(piece);
      if (order.matches()) {
        int sign = Integer.signum(order.group(1).compareTo(order.group(3)));
        demand(sign == "<=>".indexOf(order.group(2)) - 1, line, "wrong order");
        checked++;
      } else if (equation.matches()) {
        long left = worth(equation.group(1));
        demand(left == worth(equation.group(2)), line, piece + " is " + left);
        checked++;
      }
    }
  }

  /// Two stacks (Dijkstra's shunting yard); a division must leave nothing.
  static long worth(String expression) {
    Deque<Long> values = new ArrayDeque<>();
    Deque<Character> signs = new ArrayDeque<>();
    boolean operand = true;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (Character.isDigit(c)) {
        int end = i;
        while (end < expression.length() && Character.isDigit(expression.charAt(end))) {
          end++;
        }
        values.push(Long.parseLong(expression.substring(i, end)));
        i = end - 1;
        operand = false;
      } else if (c == '(') {
        signs.push(c);
        operand = true;
      } else if (c == ')') {
        while (signs.peek() != '(') {
          apply(values, signs.pop());
        }
        signs.pop();
        operand = false;
      } else {
        if (operand) {
          values.push(0L);
        }
        while (!signs.isEmpty() && rank(signs.peek()) >= rank(c)) {
          apply(values, signs.pop());
        }
        signs.push(c);
        operand = true;
      }
    }
    while (!signs.isEmpty()) {
      apply(values, signs.pop());
    }
    return values.pop();
  }

  private static int rank(char sign) {
    return sign == '(' ? 0 : sign == '+' || sign == '-' ? 1 : 2;
  }

  private static void apply(Deque<Long> values, char sign) {
    long b = values.pop();
    long a = values.pop();
    switch (sign) {
      case '+' -> values.push(a + b);
      case '-' -> values.push(a - b);
      case '*' -> values.push(a * b);
      default -> {
        demand(b != 0 && a % b == 0, a + "/" + b, "leaves a rest");
        values.push(a / b);
      }
    }
  }

  private static void demand(boolean true_, String where, String what) {
    if (!true_) {
      throw new AssertionError("'" + where + "': " + what);
    }
  }
}
