package dev.fathom.server;

import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationEvent;
import dev.fathom.engine.Usage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The running generations of one request, one a choice. One thread takes what they say; any thread
/// may cancel them or ask for the answer now.
final class Answering implements Stoppable, AutoCloseable {
  private static final Logger LOG = System.getLogger(Answering.class.getName());

  private final String id;
  private final List<Generation> generations;
  private final Set<Integer> endTokens;
  private final boolean[] over;
  private final boolean[] called;
  private final AtomicReference<@Nullable ApiException> cancelled = new AtomicReference<>();

  /// @param id the request's, of which the ids of its calls are made
  /// @param endTokens the model's
  Answering(String id, List<Generation> generations, Set<Integer> endTokens) {
    this.id = id;
    this.endTokens = endTokens;
    this.generations = List.copyOf(generations);
    over = new boolean[generations.size()];
    called = new boolean[generations.size()];
  }

  int choices() {
    return over.length;
  }

  /// What to do when nothing was said for a while.
  ///
  /// @param most how long
  record Silence(Duration most, Runnable then) {
    /// Whatever comes, however late.
    static final Silence BORNE = new Silence(Duration.ofDays(1), () -> {});
  }

  /// Hands everything to `reader` until all choices are complete; throws {@link ApiException} where
  /// one failed or all were cancelled. Choices take turns: the engine moves them on together.
  void to(Consumer<Output> reader, Silence silence) {
    int open = generations.size();
    while (open > 0) {
      for (int choice = 0; choice < over.length; choice++) {
        if (!over[choice] && step(choice, next(choice, silence), reader)) {
          over[choice] = true;
          open--;
        }
      }
    }
  }

  /// Tells `reader` what the choices took that are not complete; for the thread that read them.
  void abandon(Consumer<Output> reader) {
    for (int choice = 0; choice < over.length; choice++) {
      if (!over[choice]) {
        over[choice] = true;
        Generation generation = generations.get(choice);
        generation.close();
        reader.accept(Output.End.aborted(choice, generation.usage()));
      }
    }
  }

  /// One event of one choice; whether it was the last.
  private boolean step(int choice, GenerationEvent event, Consumer<Output> reader) {
    switch (event) {
      case GenerationEvent.Thought(String text) -> reader.accept(new Output.Thought(choice, text));
      case GenerationEvent.Answer(String text) -> reader.accept(new Output.Text(choice, text));
      case GenerationEvent.ToolText(String text) -> reader.accept(new Output.Text(choice, text));
      case GenerationEvent.ToolStart(int index, String name) -> {
        called[choice] = true;
        reader.accept(new Output.ToolStart(choice, index, callId(choice, index), name));
      }
      case GenerationEvent.ToolArguments(int index, String text) ->
          reader.accept(new Output.ToolArguments(choice, index, text));
      case GenerationEvent.Scored scored ->
          reader.accept(
              new Output.Scored(choice, scored.score(), scored.bytes(), scored.thought()));
      case GenerationEvent.Finished(FinishReason reason, Usage usage) -> {
        if (reason == FinishReason.CANCELLED) {
          throw Objects.requireNonNullElseGet(cancelled.get(), ApiException::gone);
        }
        boolean byStop = reason == FinishReason.STOP && !endedItself(choice);
        reader.accept(new Output.End(choice, reason(choice, reason), byStop, usage));
        return true;
      }
      case GenerationEvent.Failed(String message) -> {
        LOG.log(Level.WARNING, "request {0} failed: {1}", id, message);
        throw failure(message);
      }
    }
    return false;
  }

  private GenerationEvent next(int choice, Silence silence) {
    Generation generation = generations.get(choice);
    try {
      GenerationEvent event = generation.poll(silence.most);
      while (event == null) {
        silence.then.run();
        event = generation.poll(silence.most);
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Objects.requireNonNullElseGet(cancelled.get(), ApiException::gone);
    }
  }

  private boolean endedItself(int choice) {
    List<Integer> tokens = generations.get(choice).tokens();
    return !tokens.isEmpty() && endTokens.contains(tokens.getLast());
  }

  private FinishReason reason(int choice, FinishReason reason) {
    return called[choice] && reason == FinishReason.STOP ? FinishReason.TOOL_CALLS : reason;
  }

  private String callId(int choice, int index) {
    String unique = id.substring(id.lastIndexOf('-') + 1);
    return "call_%s%d%d".formatted(unique, choice, index);
  }

  /// What the engine's last words mean to a client.
  static ApiException failure(String message) {
    return message.startsWith("the engine ")
        ? ApiException.unavailable(30, "engine_stopped", "the engine has stopped")
        : ApiException.failed();
  }

  @Override
  public void answerNow() {
    generations.forEach(Generation::answerNow);
  }

  @Override
  public void cancel(ApiException why) {
    cancelled.compareAndSet(null, why);
    generations.forEach(Generation::cancel);
  }

  @Override
  public void close() {
    generations.forEach(Generation::close);
  }
}
