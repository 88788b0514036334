package dev.fathom.engine;

import dev.fathom.text.StopFilter;
import dev.fathom.text.TextPiece;
import dev.fathom.text.TokenDecoder;
import dev.fathom.text.Tokenizer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The caller's end of a sequence. Ids become text here, on the caller's thread, so that no slow
/// text holds up the loop; what is counted and shown is what was decoded here, so that a stop
/// string ends the answer at the same token whether the loop had run ahead or not.
final class StreamedGeneration implements Generation {
  private final Sequence sequence;
  private final Lexicon lexicon;
  private final TokenDecoder decoder;
  private final Meter meter;
  private final List<Integer> tokens = new ArrayList<>();
  private final Deque<GenerationEvent> events = new ArrayDeque<>();
  private StopFilter filter;
  private boolean calls;
  private boolean over;

  StreamedGeneration(Sequence sequence, Tokenizer tokenizer, Lexicon lexicon) {
    this.sequence = sequence;
    this.lexicon = lexicon;
    GenerationRequest request = sequence.request();
    decoder = new TokenDecoder(tokenizer, request.thinking(), request.terms().tools());
    filter = new StopFilter(request.stop());
    meter = new Meter(sequence);
  }

  @Override
  public GenerationEvent next() throws InterruptedException {
    while (events.isEmpty()) {
      requireOpen();
      receive(sequence.take());
    }
    return events.remove();
  }

  @Override
  public @Nullable GenerationEvent poll(Duration wait) throws InterruptedException {
    long until = System.nanoTime() + wait.toNanos();
    while (events.isEmpty()) {
      requireOpen();
      Delivery delivery = sequence.poll(until - System.nanoTime());
      if (delivery == null) {
        return null;
      }
      receive(delivery);
    }
    return events.remove();
  }

  private void requireOpen() {
    if (over) {
      throw new NoSuchElementException("the generation is over; its last event was taken");
    }
  }

  @Override
  public List<Integer> tokens() {
    synchronized (tokens) {
      return List.copyOf(tokens);
    }
  }

  @Override
  public int count() {
    synchronized (tokens) {
      return tokens.size();
    }
  }

  @Override
  public Usage usage() {
    return meter.usage();
  }

  @Override
  public boolean begun() {
    return sequence.begun();
  }

  @Override
  public void cancel() {
    sequence.cancel();
  }

  @Override
  public void answerNow() {
    sequence.drawing().answerNow();
  }

  @Override
  public void close() {
    sequence.cancel();
  }

  private void receive(Delivery delivery) {
    try {
      if (sequence.cancelled()) {
        finish(FinishReason.CANCELLED);
        return;
      }
      switch (delivery) {
        case Delivery.Token token -> decode(token);
        case Delivery.End(FinishReason reason) -> finish(reason);
        case Delivery.Failure(String message) -> fail(message);
      }
    } catch (RuntimeException e) {
      sequence.cancel();
      fail("the answer could not be decoded: " + Failures.line(e));
    }
  }

  private void decode(Delivery.Token token) {
    boolean before = decoder.thinking();
    synchronized (tokens) {
      tokens.add(token.id());
    }
    List<TextPiece> pieces = List.of();
    if (!lexicon.isEnd(token.id())) {
      pieces = decoder.push(token.id());
      score(token, before || decoder.thinking());
    }
    meter.count(token, before || decoder.thinking());
    say(pieces);
    if (filter.stopped()) {
      // what the loop drew after this token is neither counted nor shown
      sequence.cancel();
      end(FinishReason.STOP);
    }
  }

  /// The end token is no text, so that its probability is not told.
  private void score(Delivery.Token token, boolean thought) {
    if (token.score() != null) {
      events.add(new GenerationEvent.Scored(token.score(), lexicon.bytes(token.id()), thought));
    }
  }

  private void say(List<TextPiece> pieces) {
    for (TextPiece piece : pieces) {
      if (filter.stopped()) {
        return;
      }
      switch (piece) {
        case TextPiece.Thought(String text) -> add(new GenerationEvent.Thought(text), text);
        case TextPiece.Answer(String text) -> answer(filter.push(text));
        case TextPiece.ToolText(String text) -> {
          release();
          add(new GenerationEvent.ToolText(text), text);
        }
        case TextPiece.ToolStart(int index, String name) -> {
          release();
          calls = true;
          events.add(new GenerationEvent.ToolStart(index, name));
        }
        case TextPiece.ToolArguments(int index, String text) ->
            add(new GenerationEvent.ToolArguments(index, text), text);
      }
    }
  }

  private void answer(String text) {
    add(new GenerationEvent.Answer(text), text);
  }

  private void add(GenerationEvent event, String text) {
    if (!text.isEmpty()) {
      events.add(event);
    }
  }

  /// Says what was held back as the possible start of a stop string, and starts over.
  private void release() {
    answer(filter.finish());
    filter = new StopFilter(sequence.request().stop());
  }

  private void finish(FinishReason reason) {
    say(decoder.finish());
    if (filter.stopped()) {
      end(FinishReason.STOP);
    } else {
      release();
      end(reason);
    }
  }

  private void end(FinishReason reason) {
    FinishReason told = calls && reason == FinishReason.STOP ? FinishReason.TOOL_CALLS : reason;
    events.add(new GenerationEvent.Finished(told, meter.usage()));
    over = true;
  }

  private void fail(String message) {
    events.add(new GenerationEvent.Failed(message));
    over = true;
  }
}
