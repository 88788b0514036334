package dev.fathom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// Messages from a pipe, without prompts.
final class PipedLines implements ChatLines {
  private final Input input;

  PipedLines(InputStream in) {
    this.input = new Input(in);
  }

  @Override
  public Optional<String> next() {
    try {
      byte[] line = input.nextLine();
      if (line == null) {
        return Optional.empty();
      }
      StringBuilder text = new StringBuilder(Input.text(line));
      while (ChatText.isOpen(text.toString())) {
        byte[] more = input.nextLine();
        if (more == null) {
          break;
        }
        text.append('\n').append(Input.text(more));
      }
      return Optional.of(text.toString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Nothing: Ctrl-C ends a process that has no terminal.
  @Override
  public void onInterrupt(Runnable action) {}

  @Override
  public void close() {}
}
