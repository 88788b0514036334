package dev.fathom.cli;

import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationEvent;
import dev.fathom.engine.GenerationEvent.Answer;
import dev.fathom.engine.GenerationEvent.Failed;
import dev.fathom.engine.GenerationEvent.Finished;
import dev.fathom.engine.GenerationEvent.Scored;
import dev.fathom.engine.GenerationEvent.Thought;
import dev.fathom.engine.GenerationEvent.ToolArguments;
import dev.fathom.engine.GenerationEvent.ToolStart;
import dev.fathom.engine.GenerationEvent.ToolText;
import dev.fathom.engine.Usage;
import java.util.regex.Pattern;

/// Says a generation aloud while it runs: the thought, dimmed, on standard error, the answer on
/// standard output.
final class Speaker {
  /// What is said aloud.
  enum Voice {
    /// Thought and answer.
    ALL,
    /// The answer only.
    ANSWER,
    /// Nothing; the caller prints the reply.
    NOTHING
  }

  private static final Pattern STEERING = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]|[\\x80-\\x9f]");

  private final Surroundings around;
  private final Voice voice;
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder answer = new StringBuilder();

  Speaker(Surroundings around, Voice voice) {
    this.around = around;
    this.voice = voice;
  }

  /// Listens until the end. Fails where the generation failed.
  Reply listen(Generation generation) throws InterruptedException {
    GenerationEvent event = awaitFirst(generation);
    while (true) {
      switch (event) {
        case Thought(var text) -> think(text);
        case Answer(var text) -> answer(text);
        case ToolText(var text) -> answer(text);
        case ToolStart(_, var name) -> answer(name);
        case ToolArguments(_, var text) -> answer(text);
        case Scored _ -> {}
        case Finished(var reason, var usage) -> {
          return finish(reason, usage);
        }
        case Failed(var message) -> {
          endLines();
          throw new IllegalStateException(message);
        }
      }
      event = generation.next();
    }
  }

  private GenerationEvent awaitFirst(Generation generation) throws InterruptedException {
    try (Progress _ = Progress.start(around, "progress.prompt")) {
      return generation.next();
    }
  }

  private void think(String text) {
    String said = thinking.isEmpty() ? text.stripLeading() : text;
    thinking.append(said);
    if (voice == Voice.ALL && !said.isEmpty()) {
      around.err().print(around.dim(tame(said, around.errIsTerminal())));
      around.err().flush();
    }
  }

  private void answer(String text) {
    String said = answer.isEmpty() ? text.stripLeading() : text;
    if (answer.isEmpty() && !said.isEmpty()) {
      endThought();
    }
    answer.append(said);
    if (voice != Voice.NOTHING && !said.isEmpty()) {
      around.out().print(tame(said, around.outIsTerminal()));
      around.out().flush();
    }
  }

  /// The answer begins on a line of its own, after an empty one.
  private void endThought() {
    if (voice == Voice.ALL && !thinking.isEmpty()) {
      around.err().println(endsLine(thinking) ? "" : System.lineSeparator());
    }
  }

  private Reply finish(FinishReason reason, Usage usage) {
    endLines();
    return new Reply(thinking.toString().strip(), answer.toString().strip(), reason, usage);
  }

  private void endLines() {
    if (voice == Voice.ALL && answer.isEmpty() && !thinking.isEmpty() && !endsLine(thinking)) {
      around.err().println();
    }
    if (voice != Voice.NOTHING && !answer.isEmpty() && !endsLine(answer)) {
      around.out().println();
    }
    around.out().flush();
  }

  /// What a model says must not steer the user's terminal: no escapes, no bells.
  private static String tame(String text, boolean terminal) {
    return terminal ? STEERING.matcher(text).replaceAll("\uFFFD") : text;
  }

  private static boolean endsLine(StringBuilder text) {
    return !text.isEmpty() && text.charAt(text.length() - 1) == '\n';
  }
}
