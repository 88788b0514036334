package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The normal forms beside the JDK's.
final class UnicodeFormTest {
  // marks of many combining classes, one that decomposes, letters that compose with them, Hangul
  private static final String LETTERS = "aeA\u00e9\u1e69s\u1100\u1161\u11a8\uac00 \ufb01\u212b";
  private static final String MARKS =
      "\u0301\u0316\u0345\u0334\u0323\u0307\u0344\u05b0\u064b\u3099\u0f71\u0338\ud834\udd65";

  @ParameterizedTest
  @EnumSource(UnicodeForm.class)
  void isTheJdksForRunsOfAllLengths(UnicodeForm form) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int[] marks = MARKS.codePoints().toArray();
    for (int run : new int[] {0, 1, 2, 5, 63, 64, 65, 66, 200}) {
      for (int i = 0; i < 50; i++) {
        StringBuilder text = new StringBuilder();
        for (int j = 0; j < 4; j++) {
          text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
          random.ints(run, 0, marks.length).forEach(m -> text.appendCodePoint(marks[m]));
        }
        String wanted = Normalizer.normalize(text, Normalizer.Form.valueOf(form.name()));
        assertThat(form.of(text.toString())).isEqualTo(wanted);
      }
    }
  }

  @Test
  void leavesAloneWhatUnicodeDefinedAfterVersion9() {
    String newer = "\ud81b\udd67\ud81b\udd67 a\u1ac1\u0334 \ud806\udd38";
    assertThat(UnicodeForm.NFC.of(newer)).isEqualTo(newer);
    assertThat(UnicodeForm.NFC.of("\ud81b\udd67e\u0301")).isEqualTo("\ud81b\udd67\u00e9");
  }

  @Test
  @Timeout(60)
  void takesLittleTimeForAMegabyteOfMarks() {
    String text = "a" + "\u0301\u0316".repeat(500_000);
    String sorted = "\u00e1" + "\u0316".repeat(500_000) + "\u0301".repeat(499_999);
    String normal = UnicodeForm.NFC.of(text);
    assertThat(normal).hasSize(sorted.length()).startsWith("\u00e1\u0316\u0316");
    assertThat(normal).isEqualTo(sorted);
  }
}
