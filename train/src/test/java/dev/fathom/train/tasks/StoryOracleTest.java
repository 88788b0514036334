package dev.fathom.train.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Word problems and islanders solved from their English words alone.
final class StoryOracleTest {
  private static final String N = "([A-Z]\\w+)";
  private static final Pattern START = Pattern.compile(N + " (?:has|owns) (\\d+) \\w+\\.");
  private static final Pattern TABLE =
      Pattern.compile("There are (\\d+) \\w+ on the table of " + N + "\\.");
  private static final Pattern MORE =
      Pattern.compile(N + " (?:has|owns) (\\d+) (?:more \\w+|\\w+ more) than " + N + "\\.");
  private static final Pattern FEWER =
      Pattern.compile(
          N + " (?:has|owns) (\\d+) (?:fewer \\w+|\\w+ fewer|\\w+ less) than " + N + "\\.");
  private static final Pattern TIMES =
      Pattern.compile(N + " (?:has|owns) (\\d+) times as many \\w+ as " + N + "\\.");
  private static final Pattern HALF = Pattern.compile(N + " has half as many \\w+ as " + N + "\\.");
  private static final Pattern BOTH =
      Pattern.compile(
          N + " (?:has|owns) as many \\w+ as " + N + " and " + N + " (?:together|combined)\\.");

  @Test
  void comparisonsAndEventsAddUp() {
    int graphs = 0;
    int events = 0;
    int shops = 0;
    Task task = Tasks.named("word_problems");
    for (int level = 1; level <= task.levels(); level++) {
      for (int i = 0; i < 500; i++) {
        Problem problem = task.problem(Split.VALIDATION.seed(i), level, Language.ENGLISH);
        String text = problem.question();
        boolean shop = text.contains("euros") && text.contains(" buys ");
        boolean rate = text.matches("(?s).*(?: per hour| an hour| pages|chairs).*");
        boolean graph = text.matches("(?s).*(?: than | as many |together|in all|in total).*");
        if (shop) {
          assertThat(problem.answer()).as(text).isEqualTo("" + paid(text));
          shops++;
        } else if (!rate && graph) {
          assertThat(problem.answer()).as(text).isEqualTo("" + compared(text));
          graphs++;
        } else if (!rate) {
          assertThat(problem.answer()).as(text).isEqualTo("" + happened(text));
          events++;
        }
      }
    }
    assertThat(Math.min(graphs, Math.min(events, shops))).isGreaterThan(300);
  }

  private static long compared(String text) {
    Map<String, Long> has = new HashMap<>();
    List<String> sentences = List.of(text.split("(?<=[.?]) ", -1));
    for (int round = 0; round < sentences.size(); round++) {
      for (String sentence : sentences) {
        learn(sentence, has);
      }
    }
    String question = sentences.getLast();
    Matcher names = Pattern.compile("\\b" + N + "\\b").matcher(question);
    long total = 0;
    while (names.find()) {
      total += has.getOrDefault(names.group(1), 0L);
    }
    return total;
  }

  private static void learn(String sentence, Map<String, Long> has) {
    Matcher start = START.matcher(sentence);
    Matcher table = TABLE.matcher(sentence);
    Matcher more = MORE.matcher(sentence);
    Matcher fewer = FEWER.matcher(sentence);
    Matcher times = TIMES.matcher(sentence);
    Matcher half = HALF.matcher(sentence);
    Matcher both = BOTH.matcher(sentence);
    if (start.matches()) {
      has.put(start.group(1), Long.valueOf(start.group(2)));
    } else if (table.matches()) {
      has.put(table.group(2), Long.valueOf(table.group(1)));
    } else if (more.matches()) {
      relate(has, more, Long.parseLong(more.group(2)), 1);
    } else if (fewer.matches()) {
      relate(has, fewer, -Long.parseLong(fewer.group(2)), 1);
    } else if (times.matches()) {
      relate(has, times, 0, Long.parseLong(times.group(2)));
    } else if (half.matches() && has.containsKey(half.group(2))) {
      has.put(half.group(1), has.get(half.group(2)) / 2);
    } else if (both.matches() && has.containsKey(both.group(2)) && has.containsKey(both.group(3))) {
      has.put(both.group(1), has.get(both.group(2)) + has.get(both.group(3)));
    }
  }

  private static void relate(Map<String, Long> has, Matcher m, long plus, long times) {
    if (has.containsKey(m.group(3))) {
      has.put(m.group(1), has.get(m.group(3)) * times + plus);
    }
  }

  private static long happened(String text) {
    long count = 0;
    for (String sentence : text.split("(?<=\\.) ", -1)) {
      List<Long> numbers = numbers(sentence);
      boolean loss = sentence.matches("(?s).*\\b(?:loses|sells|gives away|gives \\d+).*");
      if (sentence.contains("equally")) {
        count /= numbers.getFirst();
      } else if (sentence.contains("In each there")) {
        count *= numbers.getFirst();
      } else if (!numbers.isEmpty()) {
        long by = numbers.stream().reduce(1L, (a, b) -> a * b);
        count += loss ? -by : by;
      }
    }
    return count;
  }

  private static long paid(String text) {
    long total = 0;
    long money = -1;
    for (String sentence : text.split("(?<=\\.) ", -1)) {
      List<Long> numbers = numbers(sentence);
      if (sentence.matches("(?s).*(?:pays with|had \\d|gives \\d).*")) {
        money = numbers.getFirst();
      } else if (!numbers.isEmpty()) {
        total += numbers.stream().reduce(1L, (a, b) -> a * b);
      }
    }
    return money < 0 ? total : money - total;
  }

  @Test
  void islandersHaveTheOneSolutionOfTheirWords() {
    Pattern said =
        Pattern.compile("\\b([A-Z]\\w+)(?: says that| says:| claims:|:) \"?([^\".]+)\\.?\"?[. ]*");
    Task task = Tasks.named("knights_knaves");
    for (int level = 1; level <= task.levels(); level++) {
      for (int i = 0; i < 300; i++) {
        Problem problem = task.problem(Split.VALIDATION.seed(i), level, Language.ENGLISH);
        List<?> names = (List<?>) problem.metadata().getOrDefault("names", List.of());
        Map<String, String> claims = new HashMap<>();
        Matcher m = said.matcher(problem.question());
        while (m.find()) {
          if (names.contains(m.group(1))) {
            claims.put(m.group(1), m.group(2));
          }
        }
        assertThat(claims).as(problem.question()).hasSameSizeAs(names);
        List<List<String>> solutions = solutions(names, claims);
        assertThat(solutions).as(problem.question()).hasSize(1);
        for (Object name : names) {
          String role = solutions.getFirst().contains(name.toString()) ? "knight" : "knave";
          assertThat(problem.answer()).contains(name + " is a " + role);
        }
      }
    }
  }

  /// The knights of each solution.
  private static List<List<String>> solutions(List<?> names, Map<String, String> claims) {
    List<List<String>> found = new ArrayList<>();
    for (int bits = 0; bits < 1 << names.size(); bits++) {
      List<String> knights = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if ((bits >> i & 1) == 1) {
          knights.add(names.get(i).toString());
        }
      }
      if (names.stream()
          .allMatch(
              n ->
                  knights.contains(n.toString())
                      == holds(claims.getOrDefault(n.toString(), ""), knights))) {
        found.add(knights);
      }
    }
    return found;
  }

  private static boolean holds(String claim, List<String> knights) {
    if (claim.startsWith("if ")) {
      String[] parts = claim.substring(3).split(", then ", -1);
      return !holds(parts[0], knights) || holds(parts[1], knights);
    }
    if (claim.contains(" are ")) {
      String[] two = claim.substring(0, claim.indexOf(" are ")).split(" and ", -1);
      boolean same = knights.contains(two[0]) == knights.contains(two[1]);
      return same == claim.contains("same");
    }
    if (claim.contains(" and ")) {
      String[] two = claim.split(" and ", -1);
      return holds(two[0], knights) && holds(two[1], knights);
    }
    if (claim.contains(" or ")) {
      String[] two = claim.split(" or ", -1);
      return holds(two[0], knights) || holds(two[1], knights);
    }
    return knights.contains(claim.substring(0, claim.indexOf(' '))) == claim.endsWith("knight");
  }

  private static List<Long> numbers(String sentence) {
    Matcher m = Pattern.compile("\\d+").matcher(sentence);
    List<Long> numbers = new ArrayList<>();
    while (m.find()) {
      numbers.add(Long.valueOf(m.group()));
    }
    return numbers;
  }
}
