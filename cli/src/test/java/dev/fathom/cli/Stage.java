package dev.fathom.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Runs the command line in this process, with streams of its own.
final class Stage {
  private Stage() {}

  /// What came of a run.
  record Outcome(int code, String out, String err) {
    /// The lines on standard error.
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  static Outcome run(String... arguments) {
    return new Scene(new byte[0], Locale.ENGLISH, Set.of(), Map.of()).run(arguments);
  }

  static Outcome runGerman(String... arguments) {
    return new Scene(new byte[0], Locale.GERMAN, Set.of(), Map.of()).run(arguments);
  }

  static Outcome pipe(String input, String... arguments) {
    return pipe(input.getBytes(StandardCharsets.UTF_8), arguments);
  }

  static Outcome pipe(byte[] input, String... arguments) {
    return new Scene(input, Locale.ENGLISH, Set.of(), Map.of()).run(arguments);
  }

  /// What surrounds a run.
  record Scene(byte[] input, Locale locale, Set<Integer> terminals, Map<String, String> variables) {
    Outcome run(String... arguments) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Surroundings around =
          new Surroundings(
              new ByteArrayInputStream(input),
              new PrintStream(out, false, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              variables,
              terminals,
              new Texts(locale));
      int code = Main.run(List.of(arguments), around);
      return new Outcome(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }
}
