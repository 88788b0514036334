package dev.fathom.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Arguments as UTF-8, whatever the locale. In the C locale the JVM reads them as ASCII and turns
/// every other byte into U+FFFD; Linux still has the bytes.
final class Utf8Arguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Utf8Arguments() {}

  /// `arguments` themselves, or what was really typed if the JVM lost characters.
  static List<String> repair(List<String> arguments) {
    boolean damaged = arguments.stream().anyMatch(word -> word.indexOf('\uFFFD') >= 0);
    return damaged && Files.isReadable(COMMAND_LINE) ? last(arguments) : arguments;
  }

  private static List<String> last(List<String> arguments) {
    try {
      String line = Files.readString(COMMAND_LINE, StandardCharsets.UTF_8);
      List<String> words = List.of(line.split("\0", -1));
      int end = words.size() - 1;
      int from = end - arguments.size();
      return from > 0 ? words.subList(from, end) : arguments;
    } catch (IOException unreadable) {
      return arguments;
    }
  }
}
