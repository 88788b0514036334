package dev.fathom.cli;

import java.util.Optional;

/// Where a conversation's messages come from.
sealed interface ChatLines extends AutoCloseable permits PipedLines, TerminalLines {
  /// The user's terminal, or lines of a pipe.
  static ChatLines of(Surroundings around) {
    return around.inIsTerminal() ? TerminalLines.open(around) : new PipedLines(around.in());
  }

  /// The next whole message or command; empty at the end.
  Optional<String> next();

  /// What Ctrl-C does while nobody types.
  void onInterrupt(Runnable action);

  @Override
  void close();
}
