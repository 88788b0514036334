package dev.fathom.train.pipeline;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a result depends on, as lines of TOML: equal texts make equal results. Records become
/// dotted keys.
final class Settings {
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private final Map<String, String> lines = new LinkedHashMap<>();

  /// Adds a record, a map, a list or a value under `key`; nothing for null.
  Settings with(String key, @Nullable Object value) {
    switch (value) {
      case null -> {}
      case Record record -> {
        for (RecordComponent part : record.getClass().getRecordComponents()) {
          with(key + "." + spelt(part.getName()), read(part, record));
        }
      }
      case Map<?, ?> map -> map.forEach((name, inner) -> with(key + "." + name, inner));
      case String text -> lines.put(key, '"' + text + '"');
      case Enum<?> choice -> with(key, spelt(choice.name()));
      case List<?> list -> lines.put(key, list.toString());
      default -> lines.put(key, value.toString());
    }
    return this;
  }

  /// Takes away what begins with `key`.
  Settings without(String key) {
    lines.keySet().removeIf(line -> line.equals(key) || line.startsWith(key + "."));
    return this;
  }

  private static String spelt(String name) {
    boolean constant = name.equals(name.toUpperCase(Locale.ROOT));
    String words = constant ? name.replace('_', '-') : HUMP.matcher(name).replaceAll("-");
    return words.toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object read(RecordComponent part, Record record) {
    try {
      return part.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(part + " cannot be read", e);
    }
  }

  /// What stands for a file.
  static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  String text() {
    StringBuilder text = new StringBuilder();
    lines.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    return text.toString();
  }
}
