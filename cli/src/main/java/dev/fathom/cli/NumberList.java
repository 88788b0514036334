package dev.fathom.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers as llama-bench takes them: `512`, `128,256`, `0-8192+2048`, `128-1024*2`; without a step
/// a range has every number.
final class NumberList {
  /// More tests than anybody can wait for.
  private static final int LONGEST = 1000;

  private static final Pattern ITEM =
      Pattern.compile("(\\d{1,10})(?:-(\\d{1,10})(?:([+*])(\\d{1,10}))?)?");

  private NumberList() {}

  /// The numbers of all `items` of the option `option`.
  static List<Integer> parse(String option, String[] items) {
    List<Integer> numbers = new ArrayList<>();
    for (String item : items) {
      Matcher parts = ITEM.matcher(item.strip());
      if (!parts.matches() || !add(numbers, parts)) {
        throw Failure.ofUsage("usage.value", item, option, "fathom bench");
      }
    }
    return numbers;
  }

  /// Adds one item; false where it has no number, too large ones, or too many.
  private static boolean add(List<Integer> numbers, Matcher item) {
    long first = Long.parseLong(item.group(1));
    long last = item.group(2) == null ? first : Long.parseLong(item.group(2));
    boolean factor = "*".equals(item.group(3));
    long step = item.group(4) == null ? 1 : Long.parseLong(item.group(4));
    if (first > last || last > Integer.MAX_VALUE) {
      return false;
    }
    long number = first;
    while (number <= last && numbers.size() < LONGEST) {
      numbers.add((int) number);
      long next = factor ? number * step : number + step;
      if (next <= number && number < last) {
        return false;
      }
      number = Math.max(next, number + 1);
    }
    return number > last;
  }
}
