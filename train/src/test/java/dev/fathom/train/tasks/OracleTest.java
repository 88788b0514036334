package dev.fathom.train.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Answers recomputed from the words of the question alone.
final class OracleTest {
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d)])-?\\d+|\\d+");
  private static final Pattern DATE = Pattern.compile("\\w+, (\\w+) (\\d+), (\\d{4})");

  @Test
  void chainSumsAreWhatTheirExpressionsSay() {
    Pattern expression = Pattern.compile("\\d+(?: ?[-+] ?\\d+)+");
    int seen = 0;
    for (Problem problem : problems("chain_sum")) {
      String question = problem.question().replace(" plus ", "+").replace(" minus ", "-");
      Matcher found = expression.matcher(question);
      if (found.find()) {
        long value = TraceChecker.worth(found.group().replace(" ", ""));
        assertThat(problem.answer()).as(problem.question()).isEqualTo("" + value);
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(1000);
  }

  @Test
  void productsAndDivisorsFollowFromTheirTwoNumbers() {
    each("products", q -> "" + numbers(q).get(0) * numbers(q).get(1));
    each("gcd", q -> big(q, 0).gcd(big(q, 1)).toString());
    each("lcm", q -> big(q, 0).multiply(big(q, 1)).divide(big(q, 0).gcd(big(q, 1))).toString());
    each(
        "fraction_simplification",
        q -> {
          BigInteger common = big(q, 0).gcd(big(q, 1));
          return big(q, 0).divide(common) + "/" + big(q, 1).divide(common);
        });
  }

  @Test
  void divisionsMultiplyBack() {
    for (Problem problem : problems("division_with_remainder")) {
      List<Long> asked = numbers(problem.question());
      List<Long> said = numbers(problem.answer());
      long a = Collections.max(asked);
      long b = Collections.min(asked);
      long rest = said.size() > 1 ? said.get(1) : 0;
      assertThat(said.get(0) * b + rest).as(problem.question()).isEqualTo(a);
      assertThat(rest).isLessThan(b);
    }
  }

  @Test
  void rootsSolveTheirEquations() {
    Pattern equation = Pattern.compile("[-+*()\\w]+=[-+*()\\w]+");
    int seen = 0;
    for (Problem problem : problems("simple_equations")) {
      String tight = problem.question().replaceAll(" ?([-+*=]) ?", "$1");
      Matcher found = equation.matcher(tight);
      assertThat(found.find()).as(problem.question()).isTrue();
      String root = "(" + problem.answer().replace("-", "0-") + ")";
      String filled = found.group().replaceAll("(?<=\\d)(?=[a-z(])", "*").replaceAll("[a-z]", root);
      String[] sides = filled.split("=", -1);
      assertThat(TraceChecker.worth(sides[0]))
          .as(problem.question())
          .isEqualTo(TraceChecker.worth(sides[1]));
      seen++;
    }
    assertThat(seen).isGreaterThan(800);
  }

  @Test
  void numbersAreTheSameInBothBases() {
    Pattern english = Pattern.compile("(?:base|Basis)[- ](\\d+)|_(\\d+)");
    int seen = 0;
    for (Problem problem : problems("base_conversion")) {
      List<Integer> bases = new ArrayList<>();
      Matcher found = english.matcher(problem.question());
      while (found.find()) {
        bases.add(Integer.valueOf(found.group(1) != null ? found.group(1) : found.group(2)));
      }
      String rest = english.matcher(problem.question()).replaceAll("");
      Matcher number =
          Pattern.compile("\\b[0-9a-f]*\\d[0-9a-f]*\\b|\\b[a-f]{1,3}\\b").matcher(rest);
      if (bases.size() == 2 && number.find()) {
        long value = Long.parseLong(problem.answer(), bases.get(1));
        if (!number.group().equals("a")) {
          assertThat(Long.parseLong(number.group(), bases.get(0)))
              .as(problem.question())
              .isEqualTo(value);
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThan(800);
  }

  @Test
  void listsKeepTheirNumbers() {
    for (Problem problem : problems("number_sorting")) {
      List<Long> sorted = new ArrayList<>(numbers(problem.question()));
      Collections.sort(sorted);
      List<Long> said = new ArrayList<>(numbers(problem.answer()));
      if (!said.equals(sorted)) {
        Collections.reverse(said);
      }
      assertThat(said).as(problem.question()).isEqualTo(sorted);
    }
    for (Problem problem : problems("number_comparison")) {
      String text = problem.question().replace(',', '.').toLowerCase(Locale.ROOT);
      List<BigDecimal> two = new ArrayList<>();
      Matcher found = Pattern.compile("\\d+(?:\\.\\d+)?").matcher(text);
      while (found.find()) {
        two.add(new BigDecimal(found.group()));
      }
      boolean small = text.matches("(?s).*(?:smaller|less|klein|min\\().*");
      BigDecimal right = small ? Collections.min(two) : Collections.max(two);
      assertThat(problem.answer().replace(',', '.'))
          .as(problem.question())
          .isEqualTo(right.toString());
    }
  }

  @Test
  void factorsArePrimeAndBitsAreCounted() {
    for (Problem problem : problems("prime_factorization")) {
      long product = 1;
      for (long factor : numbers(problem.answer())) {
        assertThat(BigInteger.valueOf(factor).isProbablePrime(50)).isTrue();
        product *= factor;
      }
      assertThat(product).isEqualTo(numbers(problem.question()).get(0));
    }
    for (Problem problem : problems("count_bits")) {
      long value = Collections.max(numbers(problem.question()));
      assertThat(problem.answer()).isEqualTo("" + Long.bitCount(value));
    }
  }

  @Test
  void calendarAgreesWithJavaTime() {
    for (Problem problem : problems("calendar_arithmetic")) {
      if (problem.language() == Language.GERMAN) {
        continue;
      }
      String question = problem.question();
      Matcher dates = DATE.matcher(question);
      List<DayOfWeek> named = new ArrayList<>();
      for (DayOfWeek day : DayOfWeek.values()) {
        if (question.contains(day.getDisplayName(TextStyle.FULL, Locale.ENGLISH))) {
          named.add(day);
        }
      }
      List<Long> numbers = numbers(question);
      if (dates.find()) {
        assertThat(problem.answer()).as(question).isEqualTo("" + counted(question));
      } else if (named.isEmpty()) {
        boolean leap = numbers.stream().filter(n -> n != 366).allMatch(Year::isLeap);
        assertThat(problem.answer()).as(question).isEqualTo(leap ? "yes" : "no");
      } else {
        boolean back = question.matches(".*(?:ago|before|minus).*");
        DayOfWeek day = named.getFirst().plus(back ? -numbers.getFirst() : numbers.getFirst());
        assertThat(problem.answer()).as(question).isEqualToIgnoringCase(day.toString());
      }
    }
  }

  private static long counted(String question) {
    DateTimeFormatter format = DateTimeFormatter.ofPattern("EEEE, MMMM d, yyyy", Locale.ENGLISH);
    Matcher dates = DATE.matcher(question);
    List<LocalDate> two = new ArrayList<>();
    while (dates.find()) {
      two.add(LocalDate.parse(dates.group(), format));
    }
    Matcher wanted = Pattern.compile("(\\w+day)s").matcher(question);
    assertThat(wanted.find()).isTrue();
    DayOfWeek day = DayOfWeek.valueOf(wanted.group(1).toUpperCase(Locale.ROOT));
    return two.get(0)
        .datesUntil(two.get(1).plusDays(1))
        .filter(d -> d.getDayOfWeek() == day)
        .count();
  }

  private static void each(String family, Function<String, String> oracle) {
    for (Problem problem : problems(family)) {
      assertThat(problem.answer())
          .as(problem.question())
          .isEqualTo(oracle.apply(problem.question()));
    }
  }

  private static List<Problem> problems(String family) {
    Task task = Tasks.named(family);
    List<Problem> problems = new ArrayList<>();
    for (int level = 1; level <= task.levels(); level++) {
      for (int i = 0; i < 400; i++) {
        Language language = i % 2 == 0 ? Language.ENGLISH : Language.GERMAN;
        problems.add(task.problem(Split.VALIDATION.seed(i), level, language));
      }
    }
    return problems;
  }

  private static BigInteger big(String question, int index) {
    return BigInteger.valueOf(numbers(question).get(index));
  }

  private static List<Long> numbers(String text) {
    List<Long> numbers = new ArrayList<>();
    Matcher found = NUMBER.matcher(text);
    while (found.find()) {
      numbers.add(Long.parseLong(found.group()));
    }
    return numbers;
  }
}
