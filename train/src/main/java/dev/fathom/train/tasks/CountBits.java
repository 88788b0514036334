package dev.fathom.train.tasks;

import java.util.List;

/// `count_bits` (held out): ones in the binary form of a number.
final class CountBits implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          How many 1 bits are there in the binary representation of the number {n}?
          Count the ones in the binary form of {n}.
          popcount({n})
          How many ones does {n} have in binary?
          """,
          """
          Wie viele Einsen hat die Binärdarstellung der Zahl {n}?
          Zähle die Einsen in der Binärform von {n}.
          popcount({n})
          Wie viele Einsen hat {n} im Binärsystem?
          """);

  @Override
  public String family() {
    return "count_bits";
  }

  @Override
  public List<String> levels() {
    return List.of("up to 63", "up to 1023");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int value = draw.between(1, level == 1 ? 63 : 1023);
    return new Draft(
        PHRASES.ask(draw, language, "n", value), Integer.bitCount(value), pad -> work(value, pad));
  }

  private static void work(int value, Scratchpad pad) {
    Columns columns = new Columns(pad);
    for (int rest = value; rest > 0; rest /= 2) {
      columns.quotient(rest, 2);
    }
    pad.line(Integer.toBinaryString(value));
    int count = 0;
    for (char bit : Integer.toBinaryString(value).toCharArray()) {
      if (bit == '1') {
        pad.step(count + "+1", ++count);
      }
    }
  }
}
