package dev.fathom.engine;

import dev.fathom.meter.Effort;
import dev.fathom.meter.Ledger;
import org.jspecify.annotations.Nullable;

/// One conversation in the engine: its tokens, its pages, and the way of its tokens to the caller.
///
/// The caller's threads use {@link #take}, {@link #cancel}, {@link #cancelled} and the times; all
/// else belongs to the loop. A reader that lags holds up nobody, see {@link Deliveries}.
final class Sequence {
  private final GenerationRequest request;
  private final int limit;
  private final long submitted = System.nanoTime();
  private final Drawing drawing;
  private final Deliveries deliveries;
  private volatile boolean cancelled;
  private volatile boolean begun;

  private final Footprint footprint;
  private final @Nullable Embedding embedding;
  private PromptLookup lookup = new PromptLookup(0);
  private Ledger.@Nullable Account account;
  private int turnTokens;
  private boolean over;
  private boolean forgotten;
  // written before the first token is delivered and read after, so the queue orders it
  private long prefillNanos;

  /// @param limit prompt and generated tokens together are at most this
  Sequence(GenerationRequest request, int limit, Lexicon lexicon) {
    this(request, limit, lexicon, null);
  }

  /// @param embedding takes the hidden states, and no token is drawn; null to generate
  Sequence(GenerationRequest request, int limit, Lexicon lexicon, @Nullable Embedding embedding) {
    this.request = request;
    this.embedding = embedding;
    this.limit = limit;
    this.footprint = new Footprint(request.prompt(), request.terms().tenant());
    this.drawing = new Drawing(request, lexicon);
    this.deliveries = new Deliveries(submitted, drawing.rivals());
  }

  GenerationRequest request() {
    return request;
  }

  /// Its tokens, and what of them lies in the cache.
  Footprint footprint() {
    return footprint;
  }

  /// What takes its hidden states, or null where it generates.
  @Nullable Embedding embedding() {
    return embedding;
  }

  /// Whether a token is drawn after its last.
  boolean draws() {
    return embedding == null;
  }

  /// Whether it shares pages with others; where all hidden states are wanted, nothing can be left
  /// out, and what is to be forgotten is nobody's business.
  boolean shares() {
    return embedding == null && !forgotten;
  }

  /// From now on it leaves nothing behind.
  void forget() {
    forgotten = true;
  }

  boolean forgotten() {
    return forgotten;
  }

  /// Takes note that it has pages.
  void begin() {
    begun = true;
  }

  /// Whether it ever had pages; may be asked by any thread.
  boolean begun() {
    return begun;
  }

  /// The tokens its pages must hold to be admitted: those it has, and `ahead` tokens of answer or
  /// as many as may still come.
  int reach(int ahead) {
    int answer = embedding != null ? 0 : Math.min(ahead, request.maxTokens() - drawing.generated());
    return Math.min(limit, footprint.length() + answer);
  }

  /// What the next token depends on.
  Drawing drawing() {
    return drawing;
  }

  int[] pageTable() {
    return footprint.pageTable();
  }

  /// Tokens whose keys and values lie in the cache; the position of the next token.
  int stored() {
    return footprint.stored();
  }

  /// Tokens that must go through the model before the next can be drawn, at least one.
  int pending() {
    return footprint.pending();
  }

  boolean prefilling() {
    return footprint.prefilling();
  }

  /// Copies the next `count` tokens to go through the model.
  void copyPending(int count, int[] to, int offset) {
    footprint.copyPending(count, to, offset);
  }

  /// Prompt tokens that were not computed again, once the first token has come.
  int cachedTokens() {
    return footprint.cachedTokens();
  }

  /// Takes note that `count` tokens went through the model, in `nanos`.
  void advance(int count, long nanos) {
    if (drawing.generated() == 0) {
      prefillNanos += nanos;
    }
    footprint.advance(count);
  }

  /// Sets how many tokens are guessed at once, before the loop knows of it; 0 for none.
  void guesses(int most) {
    lookup = new PromptLookup(most);
  }

  /// Sets what it is charged to, before the loop knows of it.
  void charge(Ledger.Account to) {
    account = to;
  }

  /// What it is charged to, or null where nobody counts.
  Ledger.@Nullable Account account() {
    return account;
  }

  /// What it has taken so far; for any thread.
  Effort effort() {
    return account == null ? Effort.UNKNOWN : account.effort();
  }

  /// Guesses at the tokens behind the one drawn last, as many as its pages hold.
  int[] guess(int pageTokens) {
    int held = footprint.pageTable().length * pageTokens - footprint.stored();
    int wanted = Math.min(request.maxTokens() - drawing.generated(), limit - footprint.length());
    return footprint.guess(lookup, Math.min(held, wanted) - 1);
  }

  /// Whether the token drawn last is `id`.
  boolean said(int id) {
    return footprint.last() == id;
  }

  /// Takes note that the token drawn last was guessed, and went through the model already.
  void confirm() {
    footprint.advance(1);
  }

  /// Takes note that of `guessed` tokens the first `right` were drawn.
  void learn(int guessed, int right) {
    lookup.learn(guessed, right);
  }

  /// Takes note that its pages were taken away, and that all tokens go through the model again.
  void restart() {
    if (embedding != null) {
      embedding.clear();
    }
  }

  /// Takes note that `count` prompt tokens of its turn were used.
  ///
  /// @return whether the turn of `turn` tokens is over
  boolean takeTurn(int count, int turn) {
    turnTokens += count;
    if (turnTokens < turn) {
      return false;
    }
    turnTokens = 0;
    return true;
  }

  /// Delivers a drawn token.
  ///
  /// @return why the sequence ends with it, or null
  @Nullable FinishReason accept(Choice choice) {
    footprint.append(choice.id());
    boolean end = drawing.take(choice.id());
    deliveries.put(choice);
    if (end) {
      return FinishReason.STOP;
    }
    // first: who asked for as much as there is room wants to know that the room is full
    if (footprint.length() >= limit) {
      return FinishReason.CONTEXT;
    }
    return drawing.generated() >= request.maxTokens() ? FinishReason.LENGTH : null;
  }

  /// Delivers the end.
  void end(Delivery end) {
    over = true;
    if (account != null) {
      account.settle();
    }
    deliveries.end(end);
  }

  /// Whether its end was delivered.
  boolean over() {
    return over;
  }

  /// The next delivery, waiting for it.
  Delivery take() throws InterruptedException {
    return deliveries.take();
  }

  /// The next delivery, if it comes within `nanos`.
  @Nullable Delivery poll(long nanos) throws InterruptedException {
    return deliveries.poll(nanos);
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
