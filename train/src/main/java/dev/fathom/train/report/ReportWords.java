package dev.fathom.train.report;

import dev.fathom.train.tasks.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/// What a report says, in English or German. A key names an English text in `report.properties`;
/// what has no key there, such as the name of a stage, is said as it is.
final class ReportWords {
  private final Language language;
  private final ResourceBundle bundle;

  ReportWords(Language language) {
    this.language = language;
    bundle = bundle(language.choose("report.properties", "report_de.properties"));
  }

  private static ResourceBundle bundle(String name) {
    try (InputStream in = ReportWords.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String code() {
    return language.code();
  }

  /// How numbers are written.
  Locale locale() {
    return language.locale();
  }

  /// The text `key` with `values` filled in; `key` itself where there is none.
  String say(String key, Object... values) {
    String text = bundle.containsKey(key) ? bundle.getString(key) : key;
    return values.length == 0 ? text : String.format(locale(), text, values);
  }
}
