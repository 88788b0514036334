package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final Pattern VALUE = Pattern.compile("%[,.0-9]*[sdf]");
  private final Texts english = new Texts(Locale.ENGLISH);
  private final Texts german = new Texts(Locale.GERMANY);

  @Test
  void saysTheSameThingsInBothLanguages() {
    assertThat(keys(german)).containsExactlyInAnyOrderElementsOf(keys(english));
  }

  @Test
  void fillsTheSameValuesInBothLanguages() {
    for (String key : keys(english)) {
      assertThat(values(german, key)).as(key).isEqualTo(values(english, key));
    }
  }

  @Test
  void speaksGermanWhereTheEnvironmentAsksForIt() {
    assertThat(language(Map.of("LANG", "de_DE.UTF-8"))).isEqualTo("de");
    assertThat(language(Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8"))).isEqualTo("en");
    assertThat(language(Map.of("LC_MESSAGES", "de_AT", "LANG", "en_US"))).isEqualTo("de");
    assertThat(language(Map.of("LC_ALL", "", "LANG", "de"))).isEqualTo("de");
  }

  @Test
  void writesSizesWithThreeDigits() {
    assertThat(english.bytes(999)).isEqualTo("999 B");
    assertThat(english.bytes(5_931_152)).isEqualTo("5.93 MB");
    assertThat(german.bytes(5_931_152)).isEqualTo("5,93 MB");
    assertThat(english.bytes(99_960_000)).isEqualTo("100 MB");
    assertThat(english.bytes(999_600)).isEqualTo("1.00 MB");
    assertThat(english.count(671_000_000_000L)).isEqualTo("671 G");
  }

  private static String language(Map<String, String> environment) {
    Locale before = Locale.getDefault(Locale.Category.DISPLAY);
    Locale.setDefault(Locale.Category.DISPLAY, Locale.ENGLISH);
    try {
      return Texts.ofEnvironment(environment).locale().getLanguage();
    } finally {
      Locale.setDefault(Locale.Category.DISPLAY, before);
    }
  }

  private static List<String> keys(Texts texts) {
    Enumeration<String> keys = texts.bundle().getKeys();
    return Collections.list(keys);
  }

  private static List<String> values(Texts texts, String key) {
    Matcher matcher = VALUE.matcher(texts.bundle().getString(key));
    return matcher.results().map(result -> result.group()).toList();
  }
}
