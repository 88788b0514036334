package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StopFilterTest {
  @Test
  void holdsBackTheLongestBeginningOfAStop() {
    StopFilter filter = new StopFilter(List.of("\n\nUser:", "stop"));
    assertThat(filter.push("Hello\n")).isEqualTo("Hello");
    assertThat(filter.push("\n")).isEmpty();
    assertThat(filter.push("\nUs")).isEqualTo("\n");
    assertThat(filter.stopped()).isFalse();
    assertThat(filter.push("er: hi")).isEmpty();
    assertThat(filter.stopped()).isTrue();
    assertThat(filter.push("more")).isEmpty();
    assertThat(filter.finish()).isEmpty();
  }

  @Test
  void showsWhatWasHeldWhenNoStopComes() {
    StopFilter filter = new StopFilter(List.of("stop"));
    assertThat(filter.push("don't sto")).isEqualTo("don't ");
    assertThat(filter.finish()).isEqualTo("sto");
    assertThat(filter.stopped()).isFalse();
  }

  @Test
  void showsAllWithoutStops() {
    StopFilter filter = new StopFilter(List.of());
    assertThat(filter.push("all")).isEqualTo("all");
    assertThat(filter.finish()).isEmpty();
  }

  @Test
  void refusesAnEmptyStop() {
    assertThatThrownBy(() -> new StopFilter(List.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be empty");
  }

  @Test
  void cutsAtTheFirstCompleteStopHoweverTheStreamIsCut() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      List<String> stops =
          List.of(letters(random, random.nextInt(1, 6)), letters(random, random.nextInt(1, 4)));
      String text = letters(random, random.nextInt(0, 20));
      StopFilter filter = new StopFilter(stops);
      StringBuilder shown = new StringBuilder();
      for (int from = 0; from < text.length(); ) {
        int to = Math.min(text.length(), from + random.nextInt(1, 5));
        shown.append(filter.push(text.substring(from, to)));
        from = to;
      }
      shown.append(filter.finish());
      assertThat(shown).as("of %s with %s", text, stops).hasToString(wanted(text, stops));
      assertThat(filter.stopped()).isEqualTo(stops.stream().anyMatch(text::contains));
    }
  }

  /// The slow twin: the shortest beginning of the text that holds a stop, without that stop.
  private static String wanted(String text, List<String> stops) {
    for (int end = 1; end <= text.length(); end++) {
      String seen = text.substring(0, end);
      int longest = stops.stream().filter(seen::endsWith).mapToInt(String::length).max().orElse(0);
      if (longest > 0) {
        return seen.substring(0, end - longest);
      }
    }
    return text;
  }

  private static String letters(Random random, int length) {
    StringBuilder text = new StringBuilder();
    random.ints(length, 0, 3).forEach(c -> text.append((char) ('a' + c)));
    return text.toString();
  }
}
