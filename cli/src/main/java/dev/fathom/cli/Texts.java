package dev.fathom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// What the command line says, in English or German; read when first needed. Patterns are those of
/// {@link String#format}.
final class Texts {
  private final Locale locale;
  private @Nullable ResourceBundle bundle;

  Texts(Locale locale) {
    this.locale = locale;
  }

  /// The language of the JVM's locale or, where the system lacks that locale and the JVM therefore
  /// speaks English, of the variables that ask for it.
  static Texts ofEnvironment(Map<String, String> environment) {
    Locale locale = Locale.getDefault(Locale.Category.DISPLAY);
    String asked = "";
    for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      asked = asked.isEmpty() ? environment.getOrDefault(name, "") : asked;
    }
    return new Texts(asked.startsWith("de") ? Locale.GERMAN : locale);
  }

  /// How numbers are written.
  Locale locale() {
    return isGerman() ? locale : Locale.ENGLISH;
  }

  private boolean isGerman() {
    return locale.getLanguage().equals("de");
  }

  /// The text `key` with `values` filled in.
  String say(String key, Object... values) {
    return String.format(locale(), bundle().getString(key), values);
  }

  /// A size in bytes as people read it.
  String bytes(long bytes) {
    return Quantities.bytes(bytes, locale());
  }

  /// A number as people read it: `2.96 M`.
  String count(long count) {
    return Quantities.count(count, locale());
  }

  /// All texts, as picocli takes them.
  synchronized ResourceBundle bundle() {
    ResourceBundle read = bundle;
    if (read == null) {
      read = read(isGerman() ? "messages_de.properties" : "messages.properties");
      bundle = read;
    }
    return read;
  }

  private static ResourceBundle read(String file) {
    // not ResourceBundle.getBundle: inside a module it falls back to the machine's default locale
    try (InputStream in = Texts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new MissingResourceException("no " + file, "Texts", file);
      }
      return new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
