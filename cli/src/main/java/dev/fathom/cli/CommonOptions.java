package dev.fathom.cli;

import picocli.CommandLine.Option;

/// What every verb takes.
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true)
  boolean help;

  /// Read by {@link Main}, before anything can fail.
  @Option(names = "--verbose")
  boolean verbose;
}
