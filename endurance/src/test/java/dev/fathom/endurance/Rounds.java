package dev.fathom.endurance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/// How much is done: a small round in every build, the full numbers by `-Plong`. Speed is asserted
/// in the long ones alone: a small round may share its machine with anything.
final class Rounds {
  static final boolean LONG = Boolean.getBoolean("fathom.long");

  private Rounds() {}

  static int of(int small, int full) {
    return LONG ? full : small;
  }

  /// A line of a Markdown table: what was done, what came of it.
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is a dependency; a wrong format fails
  static void figure(String what, String format, Object... values) {
    String round = LONG ? "full" : "small";
    System.out.printf(
        "| %s | %s | %s |%n", what, round, String.format(Locale.ROOT, format, values));
  }

  /// A source of chance whose seed is printed; `-Dfathom.seed=N` takes it again.
  static Random random(String what) {
    long seed = Long.getLong("fathom.seed", System.nanoTime());
    System.out.println(what + ": -Dfathom.seed=" + seed);
    return new Random(seed);
  }

  /// The value that `percent` of `values` do not exceed; 0 of none.
  static long percentile(long[] values, double percent) {
    if (values.length == 0) {
      return 0;
    }
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int at = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted[Math.clamp(at, 0, sorted.length - 1)];
  }
}
