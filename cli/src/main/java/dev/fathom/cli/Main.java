package dev.fathom.cli;

import java.util.Arrays;
import java.util.List;

/// The command line.
public final class Main {
  private Main() {}

  /// Runs one command and exits with its code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
  public static void main(String[] arguments) {
    List<String> words = Utf8Arguments.repair(Arrays.asList(arguments));
    Surroundings around = Surroundings.ofProcess();
    takeBackNotice(around);
    System.exit(run(words, around));
  }

  /// The JVM has written a line about the incubating vector module, just before the first of ours;
  /// no option keeps it from that, but a terminal can take the line back.
  private static void takeBackNotice(Surroundings around) {
    boolean written = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (written && around.errIsTerminal() && !"dumb".equals(around.environment().get("TERM"))) {
      around.err().print("\u001b[1A\u001b[2K");
      around.err().flush();
    }
  }

  /// Runs one command in `around` and returns its exit code; prints one line where it fails.
  static int run(List<String> arguments, Surroundings around) {
    boolean verbose = arguments.contains("--verbose");
    OneLineLogs.begin(around.err(), verbose);
    int code = runOrExplain(arguments, around, verbose);
    // a reader that went away (`| head`) is a failure too, but one that needs no words
    return around.out().checkError() && code == 0 ? 1 : code;
  }

  private static int runOrExplain(List<String> arguments, Surroundings around, boolean verbose) {
    try {
      return new CommandTree(around).run(arguments);
    } catch (Throwable failure) {
      around.out().flush();
      around.err().println("fathom: " + Explanation.of(failure, around.texts()));
      if (verbose) {
        failure.printStackTrace(around.err());
      }
      return Explanation.exitCode(failure);
    }
  }
}
