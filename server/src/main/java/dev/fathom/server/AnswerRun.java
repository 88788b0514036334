package dev.fathom.server;

import dev.fathom.chats.ChatMessage;
import dev.fathom.chats.ChatMessage.Failure;
import dev.fathom.chats.ChatMessage.State;
import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationEvent;
import dev.fathom.engine.Usage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes what the engine says of one answer and writes it down, whoever watches. One thread takes;
/// any may stop it.
final class AnswerRun implements Stoppable {
  private static final Logger LOG = System.getLogger(AnswerRun.class.getName());

  private final Generation generation;
  private final LiveAnswer answer;
  private final AnswerClock clock;
  private final Consumer<Output> gauge;
  private final AtomicReference<@Nullable ApiException> cancelled = new AtomicReference<>();
  private int thoughtTokens;

  /// How it ended.
  private record Ending(
      State state, String finish, @Nullable Failure error, @Nullable Usage usage) {
    Ending(State state) {
      this(state, "", null, null);
    }

    static Ending failed(ApiException why) {
      String code = why.code() == null ? "failed" : why.code();
      return new Ending(State.FAILED, "", new Failure(why.line(), code), null);
    }

    Ending with(Usage other) {
      return new Ending(state, finish, error, other);
    }
  }

  AnswerRun(Generation generation, LiveAnswer answer, AnswerClock clock, Consumer<Output> gauge) {
    this.generation = generation;
    this.answer = answer;
    this.clock = clock;
    this.gauge = gauge;
  }

  @Override
  public void answerNow() {
    generation.answerNow();
  }

  @Override
  public void cancel(ApiException why) {
    cancelled.compareAndSet(null, why);
    generation.cancel();
  }

  /// The reader wants no more of it.
  void stop() {
    cancel(ApiException.gone());
  }

  /// Writes the answer down to its end; the message as it is then, with its bill.
  ChatMessage write() {
    Ending ending = null;
    while (ending == null) {
      ending = step();
    }
    if (ending.usage == null) {
      gauge.accept(Output.End.aborted(0, generation.usage()));
    }
    return message(ending);
  }

  /// Whether the model has begun to read the prompt.
  boolean begun() {
    return generation.begun();
  }

  private @Nullable Ending step() {
    try {
      return take(generation.next());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Ending(State.INTERRUPTED);
    } catch (RuntimeException ours) {
      LOG.log(Level.ERROR, "an answer ended by a mistake of ours", ours);
      return Ending.failed(ApiException.internal());
    }
  }

  private @Nullable Ending take(GenerationEvent event) {
    switch (event) {
      case GenerationEvent.Thought(String text) -> {
        clock.thought();
        thoughtTokens = generation.count();
        gauge.accept(new Output.Thought(0, text));
        answer.think(text, clock.earlierThought() + thoughtTokens);
      }
      case GenerationEvent.Answer(String text) -> say(text);
      case GenerationEvent.ToolText(String text) -> say(text);
      case GenerationEvent.ToolStart(int index, String name) -> {
        clock.spoke();
        answer.call("call_%s_%d".formatted(answer.message().id(), index), name);
      }
      case GenerationEvent.ToolArguments(int _, String text) -> {
        gauge.accept(new Output.Text(0, text));
        answer.arguments(text, spoken());
      }
      case GenerationEvent.Scored _ -> {
        // the page asks for no probabilities
      }
      case GenerationEvent.Finished(FinishReason reason, Usage usage) -> {
        gauge.accept(new Output.End(0, reason, false, usage));
        return ending(reason).with(usage);
      }
      case GenerationEvent.Failed(String message) -> {
        LOG.log(Level.WARNING, "an answer failed: {0}", message);
        return Ending.failed(Answering.failure(message));
      }
    }
    return null;
  }

  private void say(String text) {
    clock.spoke();
    gauge.accept(new Output.Text(0, text));
    answer.say(text, spoken());
  }

  private int spoken() {
    return clock.earlierAnswer() + generation.count() - thoughtTokens;
  }

  private Ending ending(FinishReason reason) {
    if (reason != FinishReason.CANCELLED) {
      return new Ending(State.DONE, reason.label(), null, null);
    }
    ApiException why = cancelled.get();
    if (why != null && why.status() == ApiException.GONE) {
      return new Ending(State.STOPPED);
    }
    // the server leaves
    if (why == null || "shutting_down".equals(why.code())) {
      return new Ending(State.INTERRUPTED);
    }
    return Ending.failed(why);
  }

  private ChatMessage message(Ending ending) {
    ChatMessage now = answer.message();
    Usage usage = ending.usage;
    return new ChatMessage(
        now.id(),
        now.parent(),
        now.role(),
        now.content(),
        now.thinking(),
        now.toolCalls(),
        now.toolCallId(),
        now.attachments(),
        ending.state,
        ending.finish,
        ending.error,
        now.model(),
        now.created(),
        usage == null ? "" : Json.text(clock.bill(usage)));
  }
}
