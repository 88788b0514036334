package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The split patterns beside their slow twin, `java.util.regex`, where both mean the same.
final class SplitPatternTest {
  private static final List<String> PIECES =
      List.of(
          "a", "B", "s", "'", "'s", "ſ", "é", "1", "23", " ", "  ", "\n", "\r\n", "\t", "!", ".",
          "你", "ー", "e\u0301", "😀", "\u00a0", "\u3000", "\u2028", "٣", "½", "_", "\u0000");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\p{N}{1,3}",
        "'s|'t| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+",
        "\\s+(?=\\S)",
        "(?:a|B|s)+1",
        "(?:aB?)+?s",
        "a*?1|(?>\\s+)\\n|[a-z]++ ",
        "(?<=a)1|(?<!\\s)!",
        "(a|(B|s)){2,3}",
        "\\S{2,}",
        "[^\\P{L}a]|\\S\\d",
        "[\\p{Lu}\\p{Lt}]*[\\p{Ll}\\p{M}]+(?:'s)?",
        "\\x{4F60}|\\u00e9|\\x41|[\\x{1F600}-\\x{1F610}]"
      })
  void findsWhatTheJdkFinds(String source) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed + " for " + source);
    Random random = new Random(seed);
    // \s is Unicode's White_Space there only with this flag
    Pattern twin = Pattern.compile(source, Pattern.UNICODE_CHARACTER_CLASS);
    SplitPattern pattern = SplitPattern.of(source);
    for (int i = 0; i < 2_000; i++) {
      String text = text(random, random.nextInt(1, 24));
      assertThat(matches(pattern, text)).as("in '%s'", text).isEqualTo(matches(twin, text));
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"'s,'ſ", "'S,'s", "K,\u212a", "k,\u212a", "ω,\u2126", "å,\u212b", "Ä,ä"})
  void foldsCaseAsUnicodeDoes(String pattern, String text) {
    assertThat(matches(SplitPattern.of("(?i:" + pattern + ")"), text)).containsExactly(text);
    assertThat(matches(SplitPattern.of(pattern + "x|" + pattern), text)).isEmpty();
  }

  @Test
  void takesLinesEndsAndAnchors() {
    assertThat(matches(SplitPattern.of("^a|b$"), "a\nab\nb")).containsExactly("a", "a", "b", "b");
    assertThat(matches(SplitPattern.of("\\Aa|b\\z"), "a\nab\nb")).containsExactly("a", "b");
    assertThat(matches(SplitPattern.of("."), "a\n\r")).containsExactly("a", "\r");
  }

  @Test
  void repeatsOnceMoreBehindBraces() {
    // in Ruby's syntax a{2}+ is (?:a{2})+, not possessive
    assertThat(matches(SplitPattern.of("a{2}+"), "aaaaa")).containsExactly("aaaa");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '"',
      value = {
        "(?<name>a) # the group '(?<n'",
        "(?i)a # the group '(?i)'",
        "a\\b # the escape '\\b'",
        "\\1 # the escape '\\1'",
        "[[:alpha:]] # '[:' in a class",
        "[a&&b] # '&&' in a class",
        "\\p{Nonsense} # the property 'Nonsense'",
        "(a # a group without its ')'",
        "a) # an unopened ')'",
        "[a # a class without its ']'",
        "[z-a] # a range that runs backwards",
        "a{3,1} # a repetition that is not",
        "a{99999} # a repetition of more than 1000",
        "*a # a repetition of nothing",
        "(?:a?)+ # a repetition of what may be empty",
        "a* # a way to match the empty text",
        "(?<=ab)c # a look behind at more than one character",
        "a\\ # a '\\' at its end",
        "\\p\\P{L} # a property that is not \\p{Name}",
        "\\x{110000} # an escape that is not"
      })
  void refusesWhatItDoesNotKnow(String source, String reason) {
    assertThatThrownBy(() -> SplitPattern.of(source))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("not supported");
  }

  @Test
  void refusesDeepAndLargePatterns() {
    String deep = "(".repeat(10_000) + "a" + ")".repeat(10_000);
    assertThatThrownBy(() -> SplitPattern.of(deep)).hasMessageContaining("deep");
    String large = "(?:(?:(?:ab){1000}){1000}){1000}";
    assertThatThrownBy(() -> SplitPattern.of(large)).hasMessageContaining("more than 20000 steps");
  }

  @Test
  @Timeout(30)
  void endsPatternsThatWouldNeverEnd() {
    SplitPattern pattern = SplitPattern.of("(?:a|aa)+(?:a|aa)+b");
    String text = "a".repeat(5_000);
    assertThatThrownBy(() -> matches(pattern, text))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("takes too long");
  }

  @Test
  @Timeout(30)
  void takesLinearTimeWhereARunFailsEverywhere() {
    String text = " ".repeat(1_000_000) + "1";
    assertThat(matches(SplitPattern.of("\\s+$"), text)).isEmpty();
    assertThat(matches(SplitPattern.of("\\s*[\\r\\n]+"), text)).isEmpty();
    assertThat(matches(SplitPattern.of("(?: \\t?)+x|1"), text.substring(999_000)))
        .containsExactly("1");
    assertThat(matches(SplitPattern.of("(?:a|b)+"), "ab".repeat(500_000))).hasSize(1);
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static List<String> matches(SplitPattern pattern, String text) {
    List<String> matches = new ArrayList<>();
    SplitScan scan = pattern.scan(text);
    for (int from = 0; scan.find(from); from = scan.end()) {
      matches.add(text.substring(scan.start(), scan.end()));
    }
    return matches;
  }

  private static List<String> matches(Pattern pattern, String text) {
    List<String> matches = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      matches.add(matcher.group());
    }
    return matches;
  }
}
