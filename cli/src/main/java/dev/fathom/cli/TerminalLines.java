package dev.fathom.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Messages typed at a terminal: line editing, history, completion of commands, several lines.
final class TerminalLines implements ChatLines {
  private final Terminal terminal;
  private final LineReader reader;
  private final Surroundings around;
  private final Optional<Path> history;

  private TerminalLines(Terminal terminal, Surroundings around) {
    this.terminal = terminal;
    this.around = around;
    this.history = ChatHistory.open(around);
    this.reader = reader(terminal);
    history.ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
  }

  static TerminalLines open(Surroundings around) {
    try {
      Terminal terminal = TerminalBuilder.builder().name("fathom").system(true).build();
      return new TerminalLines(terminal, around);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static LineReader reader(Terminal terminal) {
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("fathom")
            .parser(new MessageParser())
            .completer(new StringsCompleter(ChatText.COMMANDS))
            // `!` is a character of the message, not of an old shell's history
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "... ")
            .build();
    Widget insertLine =
        () -> {
          reader.getBuffer().write('\n');
          return true;
        };
    Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN))
        .bind(insertLine, KeyMap.alt('\r'), KeyMap.alt('\n'));
    return reader;
  }

  /// Asks for more lines while a message is open; splits words at blanks only.
  private static final class MessageParser extends DefaultParser {
    private MessageParser() {
      setEscapeChars(new char[0]);
      setQuoteChars(new char[0]);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      if (context == ParseContext.ACCEPT_LINE && ChatText.isOpen(line)) {
        throw new EOFError(-1, -1, "the message goes on");
      }
      return super.parse(line, cursor, context);
    }
  }

  @Override
  public Optional<String> next() {
    while (true) {
      try {
        String line = reader.readLine(">>> ");
        history.ifPresent(ChatHistory::protect);
        return Optional.of(line);
      } catch (UserInterruptException dropped) {
        around.err().println(around.texts().say("chat.leave"));
      } catch (EndOfFileException end) {
        return Optional.empty();
      }
    }
  }

  @Override
  public void onInterrupt(Runnable action) {
    terminal.handle(Terminal.Signal.INT, signal -> action.run());
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
