package dev.fathom.train.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TraceCheckerTest {
  @Test
  void acceptsTheDocumentedSum() {
    String trace = "47+85:\n7+5+0=12 c1\n4+8+1=13 c1\n=132";
    assertThatCode(() -> new TraceChecker().check(trace)).doesNotThrowAnyException();
  }

  @Test
  void refusesWrongDigitsCarriesAndResults() {
    refuses("47+85:\n7+5+0=13 c1\n4+8+1=13 c1\n=132");
    refuses("47+85:\n7+5+0=12 c0\n4+8+1=13 c1\n=132");
    refuses("47+85:\n7+5+0=12 c1\n4+8+0=12 c1\n=132");
    refuses("47+85:\n7+5+0=12 c1\n4+8+1=13 c1\n=142");
    refuses("47+85:\n7+5+0=12 c1\n4+8+1=13 c1");
    refuses("15-7:\n15-7-0=8 b0\n=8");
    refuses("76/4:\n7=4*1+3\n36=4*9+0\n=18");
    refuses("12-47=-(47-11)");
    refuses("3 | 7+5=13 7-5=2 <back>");
    refuses("r1c2: 1 2 3 -> 3");
    refuses("7<3");
    refuses("7+5=12 <back> wait, no\n7+5=12 <back> wait, no");
  }

  @Test
  void findsMostChangedDigitsInRealTraces() {
    Random random = new Random(7);
    int found = 0;
    int changed = 0;
    for (String family : List.of("chain_sum", "products", "division_with_remainder", "countdown")) {
      for (int i = 0; i < 200; i++) {
        String trace =
            Tasks.all(0).stream()
                .filter(t -> t.family().equals(family))
                .findFirst()
                .orElseThrow()
                .problem(i, 2, Language.ENGLISH)
                .trace();
        int at = random.nextInt(trace.length());
        if (Character.isDigit(trace.charAt(at)) && trace.lastIndexOf('\n') > at) {
          char other = (char) ('0' + (trace.charAt(at) - '0' + 1 + random.nextInt(9)) % 10);
          changed++;
          found += refused(trace.substring(0, at) + other + trace.substring(at + 1)) ? 1 : 0;
        }
      }
    }
    assertThat(changed).isGreaterThan(200);
    assertThat(found).isGreaterThan(changed * 8 / 10);
  }

  private static boolean refused(String trace) {
    try {
      new TraceChecker().check(trace);
      return false;
    } catch (AssertionError expected) {
      return true;
    }
  }

  private static void refuses(String trace) {
    assertThatThrownBy(() -> new TraceChecker().check(trace)).isInstanceOf(AssertionError.class);
  }
}
