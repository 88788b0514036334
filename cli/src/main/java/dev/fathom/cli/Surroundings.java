package dev.fathom.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a command may touch outside itself; tests put streams of their own here. Text is UTF-8 in
/// both directions.
///
/// @param in standard input, bytes
/// @param out answers; buffered, flushed by whoever wants to be seen
/// @param err everything else
/// @param environment the environment's variables
/// @param terminals which of the descriptors 0, 1 and 2 are terminals
/// @param texts in the user's language
record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Set<Integer> terminals,
    Texts texts) {

  /// The process's own streams and environment.
  static Surroundings ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Surroundings(
        new FileInputStream(FileDescriptor.in),
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        environment,
        findTerminals(),
        Texts.ofEnvironment(environment));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    OutputStream buffered = new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16);
    boolean flushLines = descriptor == FileDescriptor.err;
    return new PrintStream(buffered, flushLines, StandardCharsets.UTF_8);
  }

  /// The launcher knows (`test -t`) and says so in a property, `012`; Linux can be asked too.
  private static Set<Integer> findTerminals() {
    String told = System.getProperty("fathom.terminals");
    return IntStream.rangeClosed(0, 2)
        .filter(fd -> told != null ? told.contains("" + fd) : isTerminal(fd))
        .boxed()
        .collect(Collectors.toSet());
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  boolean inIsTerminal() {
    return terminals.contains(0);
  }

  boolean outIsTerminal() {
    return terminals.contains(1);
  }

  boolean errIsTerminal() {
    return terminals.contains(2);
  }

  /// Whether escape sequences may be written to a terminal (no-color.org).
  boolean colours() {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  /// `text` in a pale hand, if standard error is a terminal that can.
  String dim(String text) {
    return errIsTerminal() && colours() ? "\u001b[2m" + text + "\u001b[0m" : text;
  }

  /// One line beside the answer, in the user's language.
  void note(String key, Object... values) {
    out.flush();
    err.println("fathom: " + texts.say(key, values));
  }
}
