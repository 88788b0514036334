package dev.fathom.engine;

import org.jspecify.annotations.Nullable;

/// One conversation in the engine: its tokens, its pages, and the way of its tokens to the caller.
///
/// The caller's threads use {@link #take}, {@link #cancel}, {@link #cancelled} and the times; all
/// else belongs to the loop. A reader that lags holds up nobody, see {@link Deliveries}.
final class Sequence {
  private static final int[] NO_PAGES = {};

  private final GenerationRequest request;
  private final int limit;
  private final long submitted = System.nanoTime();
  private final Drawing drawing;
  private final Deliveries deliveries;
  private volatile boolean cancelled;

  private int[] pageTable = NO_PAGES;
  private int stored;
  private int last;
  // written before the first token is delivered and read after, so the queue orders it
  private long prefillNanos;

  /// @param limit prompt and generated tokens together are at most this
  Sequence(GenerationRequest request, int limit, Lexicon lexicon) {
    this.request = request;
    this.limit = limit;
    this.drawing = new Drawing(request, lexicon);
    this.deliveries = new Deliveries(submitted, drawing.rivals());
  }

  GenerationRequest request() {
    return request;
  }

  /// The tokens its pages must hold: prompt and answer, up to the limit.
  int reach() {
    return (int) Math.min(limit, (long) request.prompt().length + request.maxTokens());
  }

  /// What the next token depends on.
  Drawing drawing() {
    return drawing;
  }

  void admit(int[] pages) {
    pageTable = pages;
  }

  int[] pageTable() {
    return pageTable;
  }

  /// Gives up the pages, once: whoever calls this returns them to the cache.
  int[] surrenderPages() {
    int[] pages = pageTable;
    pageTable = NO_PAGES;
    return pages;
  }

  /// Tokens whose keys and values lie in the cache; the position of the next token.
  int stored() {
    return stored;
  }

  /// Tokens that must go through the model before the next can be drawn, at least one.
  int pending() {
    return Math.max(1, request.prompt().length - stored);
  }

  boolean prefilling() {
    return stored < request.prompt().length;
  }

  /// Copies the next `count` tokens to go through the model.
  void copyPending(int count, int[] to, int offset) {
    if (prefilling()) {
      System.arraycopy(request.prompt(), stored, to, offset, count);
    } else {
      to[offset] = last;
    }
  }

  /// Takes note that `count` tokens went through the model, in `nanos`.
  void advance(int count, long nanos) {
    if (prefilling()) {
      prefillNanos += nanos;
    }
    stored += count;
  }

  /// Delivers a drawn token.
  ///
  /// @return why the sequence ends with it, or null
  @Nullable FinishReason accept(Choice choice) {
    last = choice.id();
    boolean end = drawing.take(last);
    deliveries.put(choice);
    if (end) {
      return FinishReason.STOP;
    }
    int generated = drawing.generated();
    if (generated >= request.maxTokens()) {
      return FinishReason.LENGTH;
    }
    return request.prompt().length + generated >= limit ? FinishReason.CONTEXT : null;
  }

  /// Delivers the end.
  void deliver(Delivery end) {
    deliveries.end(end);
  }

  /// The next delivery, waiting for it.
  Delivery take() throws InterruptedException {
    return deliveries.take();
  }

  /// Asks the loop to drop this sequence, and wakes whoever waits in {@link #take}.
  void cancel() {
    cancelled = true;
    deliveries.end(new Delivery.End(FinishReason.CANCELLED));
  }

  boolean cancelled() {
    return cancelled;
  }

  /// When it was submitted, as `System.nanoTime` tells it.
  long submitted() {
    return submitted;
  }

  /// The time of the passes that took the prompt in, once the first token has come.
  long prefillNanos() {
    return prefillNanos;
  }
}
