package dev.fathom.cli;

/// One command of the command line, after its options were read.
interface Verb {
  /// Does the work and returns the exit code; whatever it throws becomes one line.
  int run(Surroundings around) throws Exception;
}
