package dev.fathom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Why the command line itself gives up: the key of a text, what fills it, and the exit code.
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final transient List<Object> values;
  private final int exitCode;
  private final transient Function<Texts, String> place;

  private Failure(
      String key,
      List<Object> values,
      int exitCode,
      Function<Texts, String> place,
      @Nullable Throwable cause) {
    super(key + " " + values, cause);
    this.key = key;
    this.values = values;
    this.exitCode = exitCode;
    this.place = place;
  }

  /// The work failed; exit 1.
  static Failure of(String key, Object... values) {
    return new Failure(key, List.of(values), 1, Failure::nowhere, null);
  }

  /// The work failed because of `cause`; exit 1.
  static Failure because(Throwable cause, String key, Object... values) {
    return new Failure(key, List.of(values), 1, Failure::nowhere, cause);
  }

  /// The command was not written as it should be; exit 2.
  static Failure ofUsage(String key, Object... values) {
    return new Failure(key, List.of(values), 2, Failure::nowhere, null);
  }

  private static String nowhere(Texts texts) {
    return "";
  }

  /// The same failure, found in line `number` of the input.
  Failure inLine(int number) {
    return new Failure(key, values, exitCode, texts -> texts.say("input.line", number), this);
  }

  /// The same failure, found in `file`.
  Failure inFile(Path file) {
    return new Failure(key, values, exitCode, texts -> file.toString(), this);
  }

  /// One line in the language of `texts`.
  String say(Texts texts) {
    String said = texts.say(key, values.toArray());
    String where = place.apply(texts);
    return where.isEmpty() ? said : where + ": " + said;
  }

  int exitCode() {
    return exitCode;
  }
}
